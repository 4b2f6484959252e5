package io.github.anomaly4j.registration;

/**
 * How the part in an image lies, compared with the place that it was registered to: its reference
 * image, or the usual place of its category. The part is turned about the middle of the image, then
 * shifted.
 *
 * @param shiftX how far to the right it lies, in pixels of the image
 * @param shiftY how far down it lies, likewise
 * @param degrees how far it is turned, clockwise on the screen
 * @param similarity of the registered image and what it was registered to: the correlation of their
 *     gray values where both are, from -1 to 1; 1 if they are equal up to brightness and contrast
 * @param found whether a place was found; if not, shift and angle are 0, and the part is missing,
 *     another one, or lies further off than was searched
 * @param seen the share of what is to be inspected that was, from 0 to 1. The rest of a registered
 *     part is outside its image, or so near to the border that its surroundings are; the rest of an
 *     image that is compared is outside its reference. 1 for a part that was not found, whose image
 *     is scored as it is
 */
public record Registration(
    double shiftX, double shiftY, double degrees, double similarity, boolean found, double seen) {}
