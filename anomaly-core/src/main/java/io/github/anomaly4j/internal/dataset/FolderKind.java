package io.github.anomaly4j.internal.dataset;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the name of a folder says about its images, in any case and with any separators. */
enum FolderKind {
  TRAIN,
  VALIDATION,
  TEST,
  /** Normal images. */
  NORMAL,
  /** Normal images for the test only. */
  NORMAL_TEST,
  /** Defective images. */
  DEFECTIVE,
  MASKS,
  /** A name that may mean defects, such as {@code screw_bad} or {@code positive}. */
  SUSPECT,
  /** Nothing: it may name a product or a kind of defect. */
  NAME;

  private static final Set<String> TRAIN_WORDS = Set.of("train", "training");
  private static final Set<String> VALIDATION_WORDS = Set.of("val", "valid", "validation");
  private static final Set<String> TEST_WORDS =
      Set.of("test", "testing", "testpublic", "testprivate", "testprivatemixed");
  private static final Set<String> NORMAL_WORDS =
      Set.of(
          "good",
          "normal",
          "ok",
          "okay",
          "pass",
          "passed",
          "nominal",
          "healthy",
          "gut",
          "良品",
          "正常",
          "合格",
          "flawless",
          "nonanomalous",
          "goods",
          "normals",
          "inlier",
          "inliers",
          "gutteil",
          "gutteile",
          "bon",
          "bons",
          "conforme",
          "conformes");
  private static final Set<String> DEFECT_WORDS =
      Set.of(
          "bad",
          "ng",
          "ko",
          "nok",
          "nio",
          "nogood",
          "notgood",
          "notok",
          "notnormal",
          "abnormal",
          "abnormals",
          "abnormality",
          "anomaly",
          "anomalies",
          "anomalous",
          "defect",
          "defects",
          "defective",
          "defectives",
          "faulty",
          "fault",
          "faults",
          "fail",
          "failed",
          "failure",
          "reject",
          "rejects",
          "rejected",
          "flawed",
          "broken",
          "damaged",
          "schlecht",
          "schlechtteil",
          "schlechtteile",
          "ausschuss",
          "scrap",
          "bads",
          "outlier",
          "outliers",
          "mauvais",
          "nonconforme",
          "nonconformes",
          "不良品",
          "不良",
          "异常",
          "異常",
          "不合格",
          "缺陷",
          "次品");
  private static final Set<String> MASK_WORDS =
      Set.of(
          "groundtruth",
          "groundtruths",
          "gt",
          "gts",
          "mask",
          "masks",
          "label",
          "labels",
          "annotation",
          "annotations",
          "segmentation",
          "segmentations",
          "segmask",
          "segmasks");
  private static final Set<String> NEGATION_WORDS =
      Set.of("not", "no", "non", "un", "without", "ohne");

  /** Words that mean defective images to some people and normal ones to others. */
  private static final Set<String> AMBIGUOUS_WORDS =
      Set.of("positive", "positives", "negative", "negatives", "pos", "neg");

  /** Words that add nothing to another. */
  private static final Set<String> FILLER_WORDS =
      Set.of(
          "image",
          "images",
          "img",
          "imgs",
          "picture",
          "pictures",
          "photo",
          "photos",
          "part",
          "parts",
          "sample",
          "samples",
          "item",
          "items",
          "piece",
          "pieces",
          "product",
          "products",
          "data",
          "dataset",
          "set",
          "only",
          "folder",
          "dir",
          "type");

  /** The fillers that go with a split: a product may be called {@code test_part}. */
  private static final Set<String> SPLIT_FILLER_WORDS =
      Set.of("image", "images", "img", "imgs", "picture", "pictures", "data", "dataset", "set");

  private static final Pattern WORD = Pattern.compile("\\p{Lu}+(?!\\p{Ll})|\\p{L}\\p{Ll}*|\\p{L}+");

  static FolderKind of(String name) {
    String plain = Normalizer.normalize(name, Normalizer.Form.NFC);
    FolderKind whole = ofWord(joined(words(plain)), false);
    if (whole != NAME) {
      return digits(plain) && isSplit(whole) ? NAME : whole;
    }
    List<String> words = new ArrayList<>(words(plain));
    boolean negated = words.removeIf(NEGATION_WORDS::contains);
    boolean free = words.removeIf(word -> word.equals("free"));
    boolean test = words.removeIf(TEST_WORDS::contains);
    boolean train = words.removeIf(TRAIN_WORDS::contains);
    if (words.stream().allMatch(SPLIT_FILLER_WORDS::contains)) {
      return test == train || digits(plain) ? NAME : test ? TEST : TRAIN;
    }
    words.removeIf(FILLER_WORDS::contains);
    FolderKind kind = ofWord(joined(words), negated || free);
    if (kind == NORMAL && test) {
      return NORMAL_TEST;
    }
    if (kind == NORMAL || kind == DEFECTIVE || kind == MASKS) {
      return kind;
    }
    if (ImageFolder.namesMask(plain)) {
      return MASKS;
    }
    boolean speaksOfDefects =
        words.stream().anyMatch(DEFECT_WORDS::contains) && !negated && !free
            || words.stream().anyMatch(NORMAL_WORDS::contains) && negated;
    return speaksOfDefects || AMBIGUOUS_WORDS.contains(joined(words)) ? SUSPECT : NAME;
  }

  /** Whether a label means an image without defect. */
  static boolean isGood(String label) {
    FolderKind kind = of(label);
    return kind == NORMAL
        || kind == NORMAL_TEST
        || Set.of("none", "io").contains(joined(words(label)));
  }

  private static FolderKind ofWord(String word, boolean negated) {
    if (NORMAL_WORDS.contains(word)) {
      return negated ? DEFECTIVE : NORMAL;
    } else if (DEFECT_WORDS.contains(word)) {
      return negated ? NORMAL : DEFECTIVE;
    } else if (negated) {
      return NAME;
    } else if (MASK_WORDS.contains(word)) {
      return MASKS;
    } else if (TRAIN_WORDS.contains(word)) {
      return TRAIN;
    } else if (VALIDATION_WORDS.contains(word)) {
      return VALIDATION;
    }
    return TEST_WORDS.contains(word) ? TEST : NAME;
  }

  private static boolean isSplit(FolderKind kind) {
    return kind == TRAIN || kind == VALIDATION || kind == TEST;
  }

  private static boolean digits(String name) {
    return name.chars().anyMatch(Character::isDigit);
  }

  /** The words of a name: runs of letters, divided before each capital after a small letter. */
  private static List<String> words(String name) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(name);
    while (matcher.find()) {
      words.add(matcher.group().toLowerCase(Locale.ROOT));
    }
    return words;
  }

  private static String joined(List<String> words) {
    return String.join("", words);
  }
}
