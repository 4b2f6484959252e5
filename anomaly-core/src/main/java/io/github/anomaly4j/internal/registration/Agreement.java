package io.github.anomaly4j.internal.registration;

/**
 * How the values of a template and of an image at a place of it agree.
 *
 * @param count of the template's pixels that are in the image
 * @param templateMean over these pixels, as all that follows
 * @param correlation from -1 to 1; 0 if one of them has no contrast
 */
record Agreement(
    int count,
    double templateMean,
    double templateSd,
    double imageMean,
    double imageSd,
    double correlation) {

  static Agreement of(Plane template, Plane image, Rigid place) {
    Rigid.Places places = place.in(image.width(), image.height());
    int count = 0;
    double t = 0;
    double tt = 0;
    double i = 0;
    double ii = 0;
    double ti = 0;
    for (int y = 0; y < template.height(); y++) {
      for (int x = 0; x < template.width(); x++) {
        double fromX = places.x(x, y);
        double fromY = places.y(x, y);
        if (image.holds(fromX, fromY)) {
          double one = template.values()[y * template.width() + x];
          double other = image.at(fromX, fromY);
          count++;
          t += one;
          tt += one * one;
          i += other;
          ii += other * other;
          ti += one * other;
        }
      }
    }
    if (count == 0) {
      return new Agreement(0, 0, 0, 0, 0, 0);
    }
    double templateSd = Math.sqrt(Math.max(0, tt / count - t / count * (t / count)));
    double imageSd = Math.sqrt(Math.max(0, ii / count - i / count * (i / count)));
    double covariance = ti / count - t / count * (i / count);
    double scale = templateSd * imageSd;
    return new Agreement(
        count,
        t / count,
        templateSd,
        i / count,
        imageSd,
        scale > 1e-9 ? Math.max(-1, Math.min(1, covariance / scale)) : 0);
  }
}
