package io.github.anomaly4j.internal.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.CharMatcher;
import com.google.common.io.Resources;
import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * HTML pages from templates, which the build compiles. A page needs no other file, no network and
 * no scripts. Every value in a template is escaped for the place where it stands.
 */
public final class Pages {
  private static final TemplateEngine TEMPLATES =
      TemplateEngine.createPrecompiled(
          null,
          ContentType.Html,
          Pages.class.getClassLoader(),
          Pages.class.getPackageName() + ".template");

  /** Of no use on a page; a browser shows the replacement. */
  private static final CharMatcher CONTROLS =
      CharMatcher.javaIsoControl().and(CharMatcher.isNot('\n'));

  private Pages() {}

  /** The page of an evaluation. */
  public static String of(EvaluationPage page) {
    return page("Defect detection report", style("page.css"), "evaluation.jte", page);
  }

  /** The page of a sweep. */
  public static String of(SweepPage page) {
    return page("Epoch sweep", style("page.css"), "sweep.jte", page);
  }

  /**
   * The page of experiments.
   *
   * @param report what the template {@code experiments.jte} shows
   */
  public static String ofExperiments(String title, Object report) {
    return page(title, style("page.css") + style("experiments.css"), "experiments.jte", report);
  }

  private static String page(String title, String style, String template, Object model) {
    Content content = output -> TEMPLATES.render(template, model, output);
    StringOutput page = new StringOutput();
    TEMPLATES.render("page.jte", Map.of("title", title, "style", style, "content", content), page);
    return CONTROLS.replaceFrom(page.toString(), '\uFFFD');
  }

  private static String style(String name) {
    try {
      return Resources.toString(Resources.getResource(Pages.class, name), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
