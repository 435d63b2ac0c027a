/* The loops of the sketching networks, for WebAssembly with 128-bit SIMD.
 *
 * Arrays are float32 in memory order (height, width, channels); a kernel is (height,
 * width, channels in, channels out). Where four channels are worked on at once, their
 * number is a multiple of 4: sketch_network.js fills up with zeros; sketch_kernels.js
 * chooses the loop for each layer. Memory is a stack: `take` lends some, `release` gives
 * everything back that was lent since `mark`.
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
    int stride, int out, float *to, int step, int activation, const int positions,
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
      store(to + p * step + 4 * v, activate(sum[p][v], activation));
}

/* Convolution of x (.., row, in), padded already, to (height, width, out) where outputs
 * stand `step` floats apart and their rows `line`. */
static void convolve_to(const float *x, int row, int in, const float *kernel,
                        const float *bias, int edge, int stride, int out, float *to,
                        int step, int line, int height, int width, int activation) {
  for (int y = 0; y < height; y++) {
    for (int at = 0; at < width;) {
      int positions = width - at >= 4 ? 4 : 1;
      const float *from = x + ((long)y * stride * row + at * stride) * in;
      float *here = to + (long)y * line + (long)at * step;
#define BLOCK(p, v)                                                                   \
  convolve_block(from, row, in, kernel + o, bias + o, edge, stride, out, here + o,    \
                 step, activation, p, v)
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

/* Convolution of x (.., row, in), padded already, to (height, width, out). */
EXPORT(convolve)
void convolve(const float *x, int row, int in, const float *kernel, const float *bias,
              int edge, int stride, int out, float *to, int height, int width,
              int activation) {
  convolve_to(x, row, in, kernel, bias, edge, stride, out, to, out, width * out, height,
              width, activation);
}

/* 3 x 3 convolution of x with every pixel doubled in both directions: each of the four
 * outputs over a pixel sees 2 x 2 pixels only. x (height + 2, width + 2, in) is padded
 * with its nearest pixels; kernel is (4, 2, 2, in, out), for each of the four outputs. */
EXPORT(convolve_doubled)
void convolve_doubled(const float *x, int height, int width, int in, const float *kernel,
                      const float *bias, int out, float *to) {
  int row = width + 2;
  for (int i = 0; i < 2; i++)
    for (int j = 0; j < 2; j++, kernel += 4l * in * out)
      convolve_to(x + (i * row + j) * in, row, in, kernel, bias, 2, 1, out,
                  to + ((long)i * 2 * width + j) * out, 2 * out, 4 * width * out, height,
                  width, LINEAR);
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

static int nearest(int at, int size) { return at < 0 ? 0 : at < size ? at : size - 1; }

static void copy(float *to, const float *from, long count) {
  long i = 0;
  for (; i + 4 <= count; i += 4) store(to + i, load(from + i));
  for (; i < count; i++) to[i] = from[i];
}

static void clear(float *to, long count) {
  for (long i = 0; i < count; i++) to[i] = 0;
}

enum { REFLECTED, ZEROS, NEAREST };

/* x (height, width, channels) with `before` and `after` more on each side. */
EXPORT(pad)
void pad(const float *x, int height, int width, int channels, int before, int after,
         int kind, float *to) {
  int columns = before + width + after;
  for (int y = -before; y < height + after; y++, to += (long)columns * channels) {
    if (kind == ZEROS && (y < 0 || y >= height)) {
      clear(to, (long)columns * channels);
      continue;
    }
    int row = kind == NEAREST ? nearest(y, height) : reflect(y, height);
    const float *from = x + (long)row * width * channels;
    copy(to + before * channels, from, (long)width * channels);
    for (int side = 0; side < before + after; side++) {
      int at = side < before ? side - before : width + side - before;
      float *here = to + (at + before) * channels;
      int column = kind == NEAREST ? nearest(at, width) : reflect(at, width);
      if (kind == ZEROS) clear(here, channels);
      else copy(here, from + (long)column * channels, channels);
    }
  }
}

/* ---- Faster ways for some layers ---- */

/* 3 x 3 convolutions by Winograd's minimal filtering F(2 x 2, 3 x 3): 16 products for a
 * tile of 2 x 2 outputs in place of 36. Lavin & Gray, "Fast algorithms for convolutional
 * neural networks" (2016), arXiv:1509.09308; letters as there. */

/* U = G g G': kernel (3, 3, in, out) to (16, in, out); count is in * out. */
EXPORT(winograd_kernel)
void winograd_kernel(const float *kernel, long count, float *u) {
  for (long at = 0; at < count; at += 4) {
    Vector half[4][3]; /* G g */
    for (int j = 0; j < 3; j++) {
      Vector g0 = load(kernel + j * count + at);
      Vector g1 = load(kernel + (3 + j) * count + at);
      Vector g2 = load(kernel + (6 + j) * count + at);
      Vector outer = wasm_f32x4_add(g0, g2);
      half[0][j] = g0;
      half[1][j] = wasm_f32x4_mul(wasm_f32x4_add(outer, g1), all(0.5f));
      half[2][j] = wasm_f32x4_mul(wasm_f32x4_sub(outer, g1), all(0.5f));
      half[3][j] = g2;
    }
    for (int i = 0; i < 4; i++) {
      Vector outer = wasm_f32x4_add(half[i][0], half[i][2]);
      Vector row[4] = {half[i][0],
                       wasm_f32x4_mul(wasm_f32x4_add(outer, half[i][1]), all(0.5f)),
                       wasm_f32x4_mul(wasm_f32x4_sub(outer, half[i][1]), all(0.5f)),
                       half[i][2]};
      for (int j = 0; j < 4; j++) store(u + (4 * i + j) * count + at, row[j]);
    }
  }
}

/* V = B' d B of one row of tiles: x (4 rows of row * in) to (16, tiles, in). */
static void winograd_input(const float *x, int row, int in, int tiles, float *v) {
  long plane = (long)tiles * in;
  for (int tile = 0; tile < tiles; tile++)
    for (int c = 0; c < in; c += 4) {
      const float *from = x + 2 * tile * in + c;
      Vector half[4][4]; /* B' d */
      for (int j = 0; j < 4; j++) {
        Vector d0 = load(from + j * in), d1 = load(from + (row + j) * in);
        Vector d2 = load(from + (2 * row + j) * in);
        Vector d3 = load(from + (3 * row + j) * in);
        half[0][j] = wasm_f32x4_sub(d0, d2);
        half[1][j] = wasm_f32x4_add(d1, d2);
        half[2][j] = wasm_f32x4_sub(d2, d1);
        half[3][j] = wasm_f32x4_sub(d1, d3);
      }
      float *to = v + tile * in + c;
      for (int i = 0; i < 4; i++, to += 4 * plane) {
        store(to, wasm_f32x4_sub(half[i][0], half[i][2]));
        store(to + plane, wasm_f32x4_add(half[i][1], half[i][2]));
        store(to + 2 * plane, wasm_f32x4_sub(half[i][2], half[i][1]));
        store(to + 3 * plane, wasm_f32x4_sub(half[i][1], half[i][3]));
      }
    }
}

/* Y = A' M A + bias of one row of tiles: m (16, tiles, out) to `rows` rows of outputs. */
static void winograd_output(const float *m, const float *bias, int tiles, int out,
                            float *to, int rows, int width) {
  long plane = (long)tiles * out;
  for (int tile = 0; tile < tiles; tile++)
    for (int o = 0; o < out; o += 4) {
      const float *from = m + tile * out + o;
      Vector half[2][4]; /* A' M */
      for (int j = 0; j < 4; j++) {
        Vector m0 = load(from + j * plane), m1 = load(from + (4 + j) * plane);
        Vector m2 = load(from + (8 + j) * plane), m3 = load(from + (12 + j) * plane);
        half[0][j] = wasm_f32x4_add(m0, wasm_f32x4_add(m1, m2));
        half[1][j] = wasm_f32x4_sub(m1, wasm_f32x4_add(m2, m3));
      }
      for (int i = 0; i < rows; i++) {
        Vector *h = half[i], b = load(bias + o);
        float *here = to + ((long)i * width + 2 * tile) * out + o;
        store(here, wasm_f32x4_add(b, wasm_f32x4_add(h[0], wasm_f32x4_add(h[1], h[2]))));
        if (2 * tile + 1 < width)
          store(here + out,
                wasm_f32x4_add(b, wasm_f32x4_sub(h[1], wasm_f32x4_add(h[2], h[3]))));
      }
    }
}

/* Convolution of x (.., row, in), padded already and to an even size, with u of
 * winograd_kernel, to (height, width, out). */
EXPORT(convolve_winograd)
void convolve_winograd(const float *x, int row, int in, const float *u,
                       const float *bias, int out, float *to, int height, int width) {
  int tiles = (width + 1) / 2;
  unsigned long marked = mark();
  float *v = (float *)take(16ul * tiles * in * sizeof(float));
  float *m = (float *)take(16ul * tiles * out * sizeof(float));
  float *none = (float *)take(out * sizeof(float));
  clear(none, out);
  for (int y = 0; y < height; y += 2) {
    winograd_input(x + (long)y * row * in, row, in, tiles, v);
    for (long k = 0; k < 16; k++)
      convolve(v + k * tiles * in, tiles, in, u + k * in * out, none, 1, 1, out,
               m + k * tiles * out, 1, tiles, LINEAR);
    int rows = height - y < 2 ? 1 : 2;
    winograd_output(m, bias, tiles, out, to + (long)y * width * out, rows, width);
  }
  release(marked);
}

/* The four sums of four vectors' parts. */
static inline Vector side_by_side(Vector a, Vector b, Vector c, Vector d) {
  Vector ab = wasm_f32x4_add(wasm_i32x4_shuffle(a, b, 0, 4, 1, 5),
                             wasm_i32x4_shuffle(a, b, 2, 6, 3, 7));
  Vector cd = wasm_f32x4_add(wasm_i32x4_shuffle(c, d, 0, 4, 1, 5),
                             wasm_i32x4_shuffle(c, d, 2, 6, 3, 7));
  return wasm_f32x4_add(wasm_i32x4_shuffle(ab, cd, 0, 1, 4, 5),
                        wasm_i32x4_shuffle(ab, cd, 2, 3, 6, 7));
}

static inline __attribute__((always_inline)) void convolve_narrow_block(
    const float *x, int row, int in, const float *kernel, const float *bias, int edge,
    float *to, const int positions) {
  Vector sum[3][3]; /* more would not stay in registers */
  for (int p = 0; p < positions; p++)
    for (int o = 0; o < 3; o++) sum[p][o] = all(0);
  for (int i = 0; i < edge; i++) {
    const float *from = x + (long)i * row * in;
    for (int j = 0; j < edge; j++)
      for (int c = 0; c < in; c += 4, kernel += 12) {
        Vector w0 = load(kernel), w1 = load(kernel + 4), w2 = load(kernel + 8);
        for (int p = 0; p < positions; p++) {
          Vector value = load(from + (j + p) * in + c);
          sum[p][0] = add_product(sum[p][0], value, w0);
          sum[p][1] = add_product(sum[p][1], value, w1);
          sum[p][2] = add_product(sum[p][2], value, w2);
        }
      }
  }
  for (int p = 0; p < positions; p++)
    store(to + 4 * p, wasm_f32x4_add(load(bias), side_by_side(sum[p][0], sum[p][1],
                                                              sum[p][2], all(0))));
}

/* Convolution to three channels, the fourth 0, of x (.., row, in): with four channels in
 * at once, as there are too few out. kernel is (edge, edge, in / 4, 3, 4). */
EXPORT(convolve_narrow)
void convolve_narrow(const float *x, int row, int in, const float *kernel,
                     const float *bias, int edge, float *to, int height, int width) {
  for (int y = 0; y < height; y++) {
    const float *from = x + (long)y * row * in;
    float *here = to + (long)y * width * 4;
    int at = 0;
    for (; at + 3 <= width; at += 3)
      convolve_narrow_block(from + at * in, row, in, kernel, bias, edge,
                            here + 4 * at, 3);
    for (; at < width; at++)
      convolve_narrow_block(from + at * in, row, in, kernel, bias, edge,
                            here + 4 * at, 1);
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
