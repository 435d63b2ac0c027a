/* The loops of the sketching networks, for WebAssembly with 128-bit SIMD.
 *
 * Arrays are float32 in memory order (height, width, channels); a kernel is (height,
 * width, channels in, channels out). Where four channels are worked on at once, their
 * number is a multiple of 4: network.js fills up with zeros. Memory is a stack: `take`
 * lends some, `release` gives everything back that was lent since `mark`.
 *
 * `make sketch` builds sketch.wasm; nothing of a C library is linked.
 */
#include <wasm_simd128.h>

#define EXPORT(name) __attribute__((export_name(#name)))
#define PAGE_BYTES 65536ul
#define SLACK_BYTES 64ul /* a vector may be read a little beyond an array's end */

typedef v128_t Vector; /* four float32 */

static inline Vector load(const float *from) { return wasm_v128_load(from); }
static inline void store(float *to, Vector x) { wasm_v128_store(to, x); }
static inline Vector all(float x) { return wasm_f32x4_splat(x); }
static inline Vector add_product(Vector sum, Vector a, Vector b) {
  return wasm_f32x4_add(sum, wasm_f32x4_mul(a, b));
}

/* ---- Memory ---- */

extern unsigned char __heap_base;
static unsigned long top;

EXPORT(mark) unsigned long mark(void) {
  if (!top) top = ((unsigned long)&__heap_base + 15) & ~15ul;
  return top;
}

EXPORT(release) void release(unsigned long marked) { top = marked; }

EXPORT(take) unsigned long take(unsigned long bytes) {
  unsigned long start = mark();
  unsigned long have = __builtin_wasm_memory_size(0) * PAGE_BYTES;
  top = (start + bytes + SLACK_BYTES + 15) & ~15ul;
  if (top > have) {
    unsigned long pages = (top - have + PAGE_BYTES - 1) / PAGE_BYTES;
    if (__builtin_wasm_memory_grow(0, pages) == (unsigned long)-1) __builtin_trap();
  }
  return start;
}

/* ---- Convolutions ---- */

enum { LINEAR, RELU, RELU6 };

static inline Vector activate(Vector x, int activation) {
  if (activation == LINEAR) return x;
  x = wasm_f32x4_max(x, all(0));
  return activation == RELU6 ? wasm_f32x4_min(x, all(6)) : x;
}

/* Sums of `positions` neighbours in a row times `vectors` * 4 output channels, held in
 * registers: each weight is loaded once for all positions. Always inlined with constant
 * counts, so that the inner loops unroll. */
static inline __attribute__((always_inline)) void convolve_block(
    const float *x, int row, int in, const float *kernel, const float *bias, int edge,
    int stride, int out, float *to, int activation, const int positions,
    const int vectors) {
  Vector sum[4][2];
  for (int p = 0; p < positions; p++)
    for (int v = 0; v < vectors; v++) sum[p][v] = load(bias + 4 * v);
  for (int i = 0; i < edge; i++) {
    const float *from = x + (long)i * row * in;
    const float *weight = kernel + (long)i * edge * in * out;
    for (int j = 0; j < edge * in; j++, weight += out) {
      Vector w[2];
      for (int v = 0; v < vectors; v++) w[v] = load(weight + 4 * v);
      for (int p = 0; p < positions; p++) {
        Vector value = wasm_v128_load32_splat(from + j + p * stride * in);
        for (int v = 0; v < vectors; v++) sum[p][v] = add_product(sum[p][v], value, w[v]);
      }
    }
  }
  for (int p = 0; p < positions; p++)
    for (int v = 0; v < vectors; v++)
      store(to + p * out + 4 * v, activate(sum[p][v], activation));
}

/* Convolution of x (.., row, in), padded already, to (height, width, out). */
EXPORT(convolve)
void convolve(const float *x, int row, int in, const float *kernel, const float *bias,
              int edge, int stride, int out, float *to, int height, int width,
              int activation) {
  for (int y = 0; y < height; y++) {
    for (int at = 0; at < width;) {
      int positions = width - at >= 4 ? 4 : 1;
      const float *from = x + ((long)y * stride * row + at * stride) * in;
      float *here = to + ((long)y * width + at) * out;
#define BLOCK(p, v)                                                                   \
  convolve_block(from, row, in, kernel + o, bias + o, edge, stride, out, here + o,    \
                 activation, p, v)
      for (int o = 0; o < out;) {
        int vectors = out - o >= 8 ? 2 : 1;
        if (positions == 4 && vectors == 2) BLOCK(4, 2);
        else if (positions == 4) BLOCK(4, 1);
        else if (vectors == 2) BLOCK(1, 2);
        else BLOCK(1, 1);
        o += 4 * vectors;
      }
      at += positions;
    }
  }
}

/* Depthwise 3 x 3 convolution and ReLU6 of x (.., row, channels), padded already. */
EXPORT(convolve_depthwise)
void convolve_depthwise(const float *x, int row, int channels, const float *kernel,
                        const float *bias, int stride, float *to, int height,
                        int width) {
  for (int y = 0; y < height; y++)
    for (int at = 0; at < width; at++)
      for (int c = 0; c < channels; c += 4) {
        const float *from = x + ((long)y * stride * row + at * stride) * channels + c;
        Vector sum = load(bias + c);
        for (int i = 0; i < 3; i++)
          for (int j = 0; j < 3; j++)
            sum = add_product(sum, load(from + ((long)i * row + j) * channels),
                              load(kernel + (i * 3 + j) * channels + c));
        store(to + ((long)y * width + at) * channels + c, activate(sum, RELU6));
      }
}

static int reflect(int at, int size) {
  if (at < 0) at = -at;
  return at >= size ? 2 * size - 2 - at : at;
}

/* x (height, width, channels), every pixel repeated `grow` times in both directions,
 * with `before` and `after` more on each side: zeros, or the picture reflected. */
EXPORT(pad)
void pad(const float *x, int height, int width, int channels, int grow, int before,
         int after, int zeros, float *to) {
  int rows = height * grow, columns = width * grow;
  for (int y = -before; y < rows + after; y++)
    for (int at = -before; at < columns + after; at++, to += channels) {
      int inside = y >= 0 && y < rows && at >= 0 && at < columns;
      const float *from =
          x + ((long)(reflect(y, rows) / grow) * width + reflect(at, columns) / grow) *
                  channels;
      for (int c = 0; c < channels; c++) to[c] = zeros && !inside ? 0 : from[c];
    }
}

/* ---- Over all positions ---- */

/* Sums in blocks: float32 would lose what is small beside a long sum. */
#define BLOCK_POSITIONS 1024

static Vector mean_of(const float *x, long positions, int channels) {
  Vector mean = all(0);
  for (long i = 0; i < positions;) {
    Vector sum = all(0);
    long end = i + BLOCK_POSITIONS < positions ? i + BLOCK_POSITIONS : positions;
    for (; i < end; i++) sum = wasm_f32x4_add(sum, load(x + i * channels));
    mean = wasm_f32x4_add(mean, sum);
  }
  return wasm_f32x4_mul(mean, all(1.0f / positions));
}

static Vector variance_of(const float *x, long positions, int channels, Vector mean) {
  Vector variance = all(0);
  for (long i = 0; i < positions;) {
    Vector sum = all(0);
    long end = i + BLOCK_POSITIONS < positions ? i + BLOCK_POSITIONS : positions;
    for (; i < end; i++) {
      Vector off = wasm_f32x4_sub(load(x + i * channels), mean);
      sum = add_product(sum, off, off);
    }
    variance = wasm_f32x4_add(variance, sum);
  }
  return wasm_f32x4_mul(variance, all(1.0f / positions));
}

/* Conditional instance norm in place (Dumoulin et al. 2017, eq. 5): scale * (x - mean) /
 * sqrt(variance + 1e-5) + shift; then ReLU, if asked for, and plus `skip`, if given. */
EXPORT(normalise)
void normalise(float *x, long positions, int channels, const float *scale,
               const float *shift, int relu, const float *skip) {
  for (int c = 0; c < channels; c += 4) {
    Vector mean = mean_of(x + c, positions, channels);
    Vector variance = variance_of(x + c, positions, channels, mean);
    Vector deviation = wasm_f32x4_sqrt(wasm_f32x4_add(variance, all(1e-5f)));
    Vector factor = wasm_f32x4_div(load(scale + c), deviation);
    Vector term = wasm_f32x4_sub(load(shift + c), wasm_f32x4_mul(mean, factor));
    for (long i = 0; i < positions; i++) {
      float *here = x + i * channels + c;
      Vector y = add_product(term, load(here), factor);
      if (relu) y = wasm_f32x4_max(y, all(0));
      if (skip) y = wasm_f32x4_add(y, load(skip + i * channels + c));
      store(here, y);
    }
  }
}

EXPORT(add) void add(float *x, const float *y, long count) {
  for (long i = 0; i < count; i += 4)
    store(x + i, wasm_f32x4_add(load(x + i), load(y + i)));
}

EXPORT(mean) void mean(const float *x, long positions, int channels, float *to) {
  for (int c = 0; c < channels; c += 4) store(to + c, mean_of(x + c, positions, channels));
}

/* ---- Pixels ---- */

EXPORT(from_rgba) void from_rgba(const unsigned char *rgba, long pixels, float *to) {
  for (long i = 0; i < pixels; i++)
    for (int c = 0; c < 3; c++) to[i * 3 + c] = rgba[i * 4 + c] * (1 / 255.0f);
}

/* e^x by 2^x: the exponent's bits, and a polynomial for what is left of a whole one. */
static float exponential(float x) {
  float power = x * 1.44269504f;
  if (power > 60) power = 60;
  if (power < -60) power = -60;
  int whole = (int)__builtin_floorf(power);
  float rest = power - whole;
  union { unsigned bits; float value; } scale = {(unsigned)(whole + 127) << 23};
  return scale.value *
         (1 + rest * (0.6931472f +
                      rest * (0.2402265f + rest * (0.0555041f + rest * (0.0096181f +
                                                                  rest * 0.0013333f)))));
}

/* Sigmoid of x (pixels, 4), whose fourth channel counts for nothing, as opaque RGBA. */
EXPORT(to_rgba) void to_rgba(const float *x, long pixels, unsigned char *rgba) {
  for (long i = 0; i < pixels; i++) {
    for (int c = 0; c < 3; c++)
      rgba[i * 4 + c] = (unsigned char)(255 / (1 + exponential(-x[i * 4 + c])) + 0.5f);
    rgba[i * 4 + 3] = 255;
  }
}
