// Several paintings on one sketch, each where its mask is.

/**
 * Each painting where its mask is, the photo where no mask is.
 * @param {Uint8ClampedArray} photo
 * @param {Uint8ClampedArray[]} layers
 * @param {(Uint8ClampedArray | undefined)[]} masks
 * @param {number[]} shares
 */
export function composite(photo, layers, masks, shares) {
  const out = new Uint8ClampedArray(photo.length);
  for (let at = 0; at < out.length; at += 4) {
    const cover = masks.map((mask) => (mask ? mask[at] / 255 : 1));
    const weights = cover.map((x, i) => x * shares[i]);
    const sum = weights.reduce((a, b) => a + b, 0);
    const covered =
      sum &&
      Math.min(
        cover.reduce((a, x, i) => a + (shares[i] ? x : 0), 0),
        1,
      );
    for (let i = 0; i < 3; i++) {
      let value = (1 - covered) * photo[at + i];
      if (sum)
        weights.forEach((weight, k) => {
          value += (weight / sum) * covered * layers[k][at + i];
        });
      out[at + i] = value;
    }
    out[at + 3] = 255;
  }
  return out;
}
