package io.github.anomaly4j.server;

import static io.github.anomaly4j.server.StationFixture.detect;
import static io.github.anomaly4j.server.StationFixture.get;
import static io.github.anomaly4j.server.StationFixture.station;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * The review page in headless Chromium, from Debian's packages chromium and chromium-driver or
 * those that {@code -Dchromium} and {@code -Dchromedriver} name; skipped where there are none.
 * Screenshots are left in target/screenshots.
 */
class PageTest {
  private static final File CHROMIUM =
      new File(System.getProperty("chromium", "/usr/bin/chromium"));
  private static final File DRIVER =
      new File(System.getProperty("chromedriver", "/usr/bin/chromedriver"));
  private static final Dimension DESKTOP = new Dimension(1440, 900);
  private static final Dimension TABLET = new Dimension(768, 1024);

  /** The lowest contrast of visible text with what is behind it, and where. */
  private static final String CONTRAST =
      """
      const parse = c => (c.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
      const light = c => { const v = c.slice(0, 3).map(x => x / 255)
          .map(x => x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
        return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2]; };
      const behind = e => { for (; e; e = e.parentElement) {
          const c = parse(getComputedStyle(e).backgroundColor);
          if (c.length < 4 || c[3] === 1) return c; }
        return [255, 255, 255]; };
      let lowest = [99, ''];
      for (const e of document.querySelectorAll('body *')) {
        const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
        if (!own || !e.checkVisibility() || e.disabled) continue;
        const a = light(parse(getComputedStyle(e).color)), b = light(behind(e));
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < lowest[0]) lowest = [ratio, e.tagName + ' ' + e.textContent.trim()];
      }
      return lowest;
      """;

  @TempDir Path data;
  private AnomalyServer server;
  private ChromeDriver browser;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(
        CHROMIUM.canExecute() && DRIVER.canExecute(),
        "the page is not tested: there is no Chromium with its driver; install Debian's packages"
            + " chromium and chromium-driver");
    server = station(data).start();
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM);
    options.addArguments(
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
    options.setCapability("goog:loggingPrefs", Map.of(LogType.BROWSER, "ALL"));
    browser =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER)
                .usingAnyFreePort()
                .build(),
            options);
    browser.manage().window().setSize(DESKTOP);
    browser.get(server.address() + "#key=" + server.key().orElseThrow());
  }

  @AfterEach
  void stop() {
    if (browser != null) {
      browser.quit();
    }
    if (server != null) {
      server.close();
    }
  }

  private WebElement find(String id) {
    return browser.findElement(By.id(id));
  }

  private void await(String what, java.util.function.BooleanSupplier met) {
    new WebDriverWait(browser, Duration.ofSeconds(15))
        .withMessage(what)
        .ignoring(org.openqa.selenium.StaleElementReferenceException.class)
        .until(driver -> met.getAsBoolean());
  }

  private String shown() {
    return find("chip").getText();
  }

  private void press(CharSequence key) {
    browser.findElement(By.tagName("body")).sendKeys(key);
  }

  private void inspect(String product, long seed, boolean scratched) throws Exception {
    assertThat(detect(server, "", DrawnParts.png(product, seed, scratched)).status())
        .isEqualTo(200);
  }

  private void screenshot(String name) throws IOException {
    Path folder = Files.createDirectories(Path.of("target", "screenshots"));
    Files.write(folder.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
    List<?> contrast = (List<?>) browser.executeScript(CONTRAST);
    assertThat(((Number) contrast.get(0)).doubleValue())
        .as(name + ": contrast of " + contrast.get(1))
        .isGreaterThanOrEqualTo(4.5);
    Object wider =
        browser.executeScript(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assertThat(((Number) wider).intValue()).as(name + " is not wider than the screen").isZero();
  }

  @Test
  void a_person_sees_inspections_come_marks_a_false_alarm_applies_and_undoes_it() throws Exception {
    await("live", () -> find("live").getText().equals("live"));
    assertThat(find("empty").isDisplayed()).isTrue();
    for (int i = 0; i < 6; i++) {
      inspect(i % 2 == 0 ? DrawnParts.DISC : DrawnParts.SHEET, 1000 + i, i == 1);
    }
    inspect(DrawnParts.DISC, 1010, true);
    // It is shown by itself, with its heat map and contours.
    await("the last inspection", () -> find("title").getText().startsWith("disc #7"));
    assertThat(shown()).isEqualTo("defective");
    await(
        "the heat map",
        () ->
            Boolean.TRUE.equals(
                browser.executeScript(
                    "const p = document.getElementById('picture');"
                        + "return p.src.endsWith('/heatmap') && p.complete && p.naturalWidth"
                        + " === 64")));
    assertThat(browser.findElements(By.cssSelector("#contours polygon"))).isNotEmpty();
    screenshot("desktop");
    press("h");
    await("the image alone", () -> find("picture").getDomAttribute("src").endsWith("/image"));
    press("h");

    press("f");
    await("the label", () -> find("said").getText().equals("false alarm by operator"));
    await("the number of changes", () -> find("pending").getText().equals("1"));
    find("open-changes").click();
    find("preview").click();
    await("the preview", () -> find("progress").getText().startsWith("1 of the last 7"));
    screenshot("desktop-changes");
    find("apply").click();
    await("the version", () -> find("progress").getText().equals("Version 2 is in use."));
    find("close-changes").click();
    inspect(DrawnParts.DISC, 1010, true);
    find("follow").click();
    if (!find("follow").isSelected()) {
      find("follow").click();
    }
    await("the new verdict", () -> shown().equals("normal"));

    find("open-changes").click();
    await("that it can be undone", () -> find("undo").isEnabled());
    find("undo").click();
    await("the old version", () -> find("progress").getText().equals("Version 1 is in use again."));
    find("close-changes").click();
    inspect(DrawnParts.DISC, 1010, true);
    await("the old verdict", () -> find("title").getText().endsWith("#9"));
    assertThat(shown()).isEqualTo("defective");

    // By the keyboard to older ones, and a missed one.
    press("n");
    await("the next one", () -> find("title").getText().endsWith("#8"));
    press("m");
    await("that it was missed", () -> find("said").getText().equals("missed by operator"));
    press("u");
    await("that it was taken back", () -> !find("said").isDisplayed());
    press(Keys.ARROW_UP);
    await("the newer one", () -> find("title").getText().endsWith("#9"));
    assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
  }

  @Test
  void it_is_used_on_a_tablet_in_portrait_and_filters() throws Exception {
    browser.manage().window().setSize(TABLET);
    for (int i = 0; i < 8; i++) {
      inspect(i % 2 == 0 ? DrawnParts.DISC : DrawnParts.SHEET, 1100 + i, i % 3 == 0);
    }
    await("all", () -> browser.findElements(By.cssSelector("#list li")).size() == 8);
    screenshot("tablet");
    for (String id : List.of("confirm", "false-alarm", "missed", "next")) {
      WebElement button = find(id);
      assertThat(button.getSize().height).as(id).isGreaterThanOrEqualTo(44);
      int end = button.getLocation().y + button.getSize().height;
      Number height = (Number) browser.executeScript("return innerHeight");
      assertThat(end).as(id + " is on the screen").isLessThanOrEqualTo(height.intValue());
    }
    WebElement facts = find("facts");
    assertThat(facts.getLocation().y + facts.getSize().height)
        .as("score and verdict are not behind the buttons")
        .isLessThanOrEqualTo(find("actions").getLocation().y);
    find("open-changes").click();
    await("the versions", () -> find("versions").getText().contains("in use"));
    screenshot("tablet-changes");
    find("close-changes").click();
    find("product").findElement(By.cssSelector("option[value=sheet]")).click();
    await("sheets", () -> browser.findElements(By.cssSelector("#list li")).size() == 4);
    find("verdict").findElement(By.cssSelector("option[value=ANOMALOUS]")).click();
    int bad =
        get(server, "/api/v1/inspections?product=sheet&verdict=ANOMALOUS")
            .json()
            .get("inspections")
            .size();
    assertThat(bad).isBetween(1, 3);
    await("bad sheets", () -> browser.findElements(By.cssSelector("#list li")).size() == bad);
    inspect(DrawnParts.DISC, 1120, true);
    inspect(DrawnParts.SHEET, 1121, true);
    await("one more", () -> browser.findElements(By.cssSelector("#list li")).size() == bad + 1);
  }

  @Test
  void without_a_key_the_page_asks_for_one_before_it_changes_anything() throws Exception {
    inspect(DrawnParts.DISC, 1130, true);
    browser.executeScript("sessionStorage.clear()");
    browser.navigate().refresh();
    await("the inspection", () -> shown().equals("defective"));
    press("c");
    await("the question", () -> find("ask").isDisplayed());
    find("key").sendKeys(server.key().orElseThrow());
    browser.findElement(By.cssSelector("#ask button[value=ok]")).click();
    await("the label", () -> find("said").getText().equals("confirmed by operator"));
  }
}
