// What a training step does besides matrix products, row by row, each in one pass over memory.
//
// Plain C++ with GCC's vector types: sixteen floats at a time, whatever the processor. Rows of
// activations are bfloat16 (the upper half of a float), sums and the stream are float. Called from
// fused.py, which says what is computed; gradients are added to what their arrays hold.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

typedef uint16_t bf16;
typedef float Vec __attribute__((vector_size(64)));
typedef uint32_t UVec __attribute__((vector_size(64)));
typedef int32_t IVec __attribute__((vector_size(64)));
typedef uint16_t HVec __attribute__((vector_size(32)));

static const int W = 16;

static inline Vec load(const float *p) {
  Vec v;
  memcpy(&v, p, sizeof v);
  return v;
}

static inline Vec load(const bf16 *p) {
  HVec h;
  memcpy(&h, p, sizeof h);
  return (Vec)(__builtin_convertvector(h, UVec) << 16);
}

static inline void store(float *p, Vec v) { memcpy(p, &v, sizeof v); }

static inline void store(bf16 *p, Vec v) {  // to the nearest, halves to even
  UVec u = (UVec)v;
  u += 0x7fff + ((u >> 16) & 1);
  HVec h = __builtin_convertvector(u >> 16, HVec);
  memcpy(p, &h, sizeof h);
}

static inline Vec all(float x) { return Vec{} + x; }

static inline float sum(Vec v) {
  float total[W];
  memcpy(total, &v, sizeof v);
  for (int half = W / 2; half; half /= 2)
    for (int i = 0; i < half; i++) total[i] += total[i + half];
  return total[0];
}

static inline float largest(Vec v) {
  float most[W];
  memcpy(most, &v, sizeof v);
  for (int half = W / 2; half; half /= 2)
    for (int i = 0; i < half; i++) most[i] = std::max(most[i], most[i + half]);
  return most[0];
}

// e^x to about 2e-7, as 2^n times a polynomial (Cephes' coefficients); 0 below -87.
static inline Vec exponential(Vec x) {
  const Vec low = all(-87.0f), high = all(88.0f), magic = all(12582912.0f);
  Vec bounded = x < low ? low : x;
  bounded = bounded > high ? high : bounded;
  Vec n = (bounded * 1.44269504f + magic) - magic;
  Vec r = bounded - n * 0.693359375f + n * 2.12194440e-4f;
  Vec p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  IVec power = (__builtin_convertvector(n, IVec) + 127) << 23;
  Vec e = p * (Vec)power;
  return x < low ? Vec{} : e;
}

// C (m, n) = A (m, k) B (k, n), all float; A by element strides, n a multiple of 16.
template <int R, int C>
static inline void block(int k, const float *a, long rs, long cs, const float *b, long ldb, float *c,
                         long ldc) {
  Vec acc[R][C];
  for (int r = 0; r < R; r++)
    for (int j = 0; j < C; j++) acc[r][j] = Vec{};
  for (int i = 0; i < k; i++) {
    Vec row[C];
    for (int j = 0; j < C; j++) row[j] = load(b + i * ldb + j * W);
    for (int r = 0; r < R; r++) {
      const Vec x = all(a[r * rs + i * cs]);
      for (int j = 0; j < C; j++) acc[r][j] += x * row[j];
    }
  }
  for (int r = 0; r < R; r++)
    for (int j = 0; j < C; j++) store(c + r * ldc + j * W, acc[r][j]);
}

template <int R>
static inline void rows(int n, int k, const float *a, long rs, long cs, const float *b, long ldb,
                        float *c, long ldc) {
  int j = 0;
  for (; j + 2 * W <= n; j += 2 * W) block<R, 2>(k, a, rs, cs, b + j, ldb, c + j, ldc);
  if (j < n) block<R, 1>(k, a, rs, cs, b + j, ldb, c + j, ldc);
}

static void multiply(int m, int n, int k, const float *a, long rs, long cs, const float *b, long ldb,
                     float *c, long ldc) {
  int i = 0;
  for (; i + 8 <= m; i += 8) rows<8>(n, k, a + i * rs, rs, cs, b, ldb, c + i * ldc, ldc);
  a += i * rs;
  c += i * ldc;
  switch (m - i) {  // together: a row alone waits for each of its sums
    case 7: rows<7>(n, k, a, rs, cs, b, ldb, c, ldc); break;
    case 6: rows<6>(n, k, a, rs, cs, b, ldb, c, ldc); break;
    case 5: rows<5>(n, k, a, rs, cs, b, ldb, c, ldc); break;
    case 4: rows<4>(n, k, a, rs, cs, b, ldb, c, ldc); break;
    case 3: rows<3>(n, k, a, rs, cs, b, ldb, c, ldc); break;
    case 2: rows<2>(n, k, a, rs, cs, b, ldb, c, ldc); break;
    case 1: rows<1>(n, k, a, rs, cs, b, ldb, c, ldc); break;
  }
}

// One head's rows as floats, bias added, times scale.
static void gather(const bf16 *x, long stride, const float *bias, float scale, int n, int d, float *out) {
  for (int t = 0; t < n; t++)
    for (int j = 0; j < d; j += W) {
      Vec v = load(x + t * stride + j);
      if (bias) v += load(bias + j);
      store(out + t * d + j, v * scale);
    }
}

// The same turned, (d, width); zero behind the first n columns.
static void gather_turned(const bf16 *x, long stride, const float *bias, int n, int d, int width, float *out) {
  for (int j = 0; j < d; j += W) {
    const Vec shift = load(bias + j);
    for (int t = 0; t < width; t += W) {
      Vec from[W], to[W];
      for (int r = 0; r < W; r++) from[r] = t + r < n ? load(x + (t + r) * stride + j) + shift : Vec{};
      for (int round = 0; round < 4; round++) {  // rows r and r + 8 dealt out like cards, four times
        for (int r = 0; r < W / 2; r++) {
          to[2 * r] = __builtin_shufflevector(from[r], from[r + 8], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20,
                                              5, 21, 6, 22, 7, 23);
          to[2 * r + 1] = __builtin_shufflevector(from[r], from[r + 8], 8, 24, 9, 25, 10, 26, 11, 27,
                                                  12, 28, 13, 29, 14, 30, 15, 31);
        }
        memcpy(from, to, sizeof from);
      }
      for (int r = 0; r < W; r++) store(out + (long)(j + r) * width + t, from[r]);
    }
  }
}

static void scatter(const float *x, int n, int d, float scale, bf16 *out, long stride) {
  for (int t = 0; t < n; t++)
    for (int j = 0; j < d; j += W) store(out + t * stride + j, load(x + t * d + j) * scale);
}

struct Scratch {
  std::vector<float> q, k, v, turned, o, p, dp;
  void fit(int t, int s, int d) {
    const size_t width = (s + W - 1) / W * W;
    for (auto *x : {&q, &o}) grow(*x, (size_t)t * d);
    for (auto *x : {&k, &v, &turned}) grow(*x, width * d);
    for (auto *x : {&p, &dp}) grow(*x, t * width);
  }
  static void grow(std::vector<float> &x, size_t n) {
    if (x.size() < n) x.resize(n);
  }
};

static thread_local Scratch scratch;

extern "C" {

// out (rows, d) = table[ids] * scale + positions[places]; zero behind the first n rows.
void embed(const int32_t *ids, const int32_t *places, long n, long n_rows, long d, const float *table,
           const float *positions, float scale, float *out) {
  for (long i = 0; i < n; i++)
    for (long j = 0; j < d; j += W)
      store(out + i * d + j,
            load(table + ids[i] * d + j) * scale + load(positions + places[i] * d + j));
  memset(out + n * d, 0, (n_rows - n) * d * sizeof(float));
}

// total = x (+ y + bias); out = its norm times gain plus shift; stats (rows, 2): mean, 1 / deviation.
void add_norm(const float *x, const bf16 *y, const float *bias, long n_rows, long d, const float *gain,
              const float *shift, float *total, bf16 *out, float *stats) {
  std::vector<float> row(d);
  for (long i = 0; i < n_rows; i++) {
    Vec s{}, s2{};
    for (long j = 0; j < d; j += W) {
      Vec v = load(x + i * d + j);
      if (y) {
        v += load(y + i * d + j) + load(bias + j);
        store(total + i * d + j, v);
      }
      store(&row[j], v);
      s += v;
    }
    const float mean = sum(s) / d;
    for (long j = 0; j < d; j += W) {
      const Vec v = load(&row[j]) - mean;
      s2 += v * v;
    }
    const float inverse = 1.0f / std::sqrt(sum(s2) / d + 1e-5f);
    stats[2 * i] = mean;
    stats[2 * i + 1] = inverse;
    for (long j = 0; j < d; j += W)
      store(out + i * d + j, (load(&row[j]) - mean) * inverse * load(gain + j) + load(shift + j));
  }
}

// dx = d_total + the norm's share of d_out; adds to d_gain, d_shift, and dx's column sums to d_bias.
void norm_backward(const bf16 *d_out, const bf16 *d_total, const float *x, const float *stats, long n_rows,
                   long d, const float *gain, bf16 *dx, float *d_gain, float *d_shift, float *d_bias) {
  for (long i = 0; i < n_rows; i++) {
    const float mean = stats[2 * i], inverse = stats[2 * i + 1];
    Vec s{}, s2{};
    for (long j = 0; j < d; j += W) {
      const Vec g = load(d_out + i * d + j), normal = (load(x + i * d + j) - mean) * inverse;
      const Vec scaled = g * load(gain + j);
      s += scaled;
      s2 += scaled * normal;
      store(d_gain + j, load(d_gain + j) + g * normal);
      store(d_shift + j, load(d_shift + j) + g);
    }
    const float m1 = sum(s) / d, m2 = sum(s2) / d;
    for (long j = 0; j < d; j += W) {
      const Vec g = load(d_out + i * d + j), normal = (load(x + i * d + j) - mean) * inverse;
      Vec v = (g * load(gain + j) - m1 - normal * m2) * inverse;
      if (d_total) v += load(d_total + i * d + j);
      store(dx + i * d + j, v);
      if (d_bias) store(d_bias + j, load(d_bias + j) + v);
    }
  }
}

void bias_relu(bf16 *x, const float *bias, long n_rows, long d) {
  for (long i = 0; i < n_rows; i++)
    for (long j = 0; j < d; j += W) {
      const Vec v = load(x + i * d + j) + load(bias + j);
      store(x + i * d + j, v > 0 ? v : Vec{});
    }
}

// dx is zeroed where x is not positive; adds its column sums to d_bias.
void relu_backward(bf16 *dx, const bf16 *x, long n_rows, long d, float *d_bias) {
  for (long i = 0; i < n_rows; i++)
    for (long j = 0; j < d; j += W) {
      const Vec v = load(x + i * d + j) > 0 ? load(dx + i * d + j) : Vec{};
      store(dx + i * d + j, v);
      store(d_bias + j, load(d_bias + j) + v);
    }
}

void column_sums(const bf16 *x, long n_rows, long stride, long d, float *total) {
  for (long i = 0; i < n_rows; i++)
    for (long j = 0; j < d; j += W) store(total + j, load(total + j) + load(x + i * stride + j));
}

// n a multiple of 16.
void add_to(float *total, const bf16 *x, long n) {
  for (long i = 0; i < n; i += W) store(total + i, load(total + i) + load(x + i));
}

// table[ids[i]] += x[i] * scale
void add_rows(float *table, const int32_t *ids, const bf16 *x, long n, long d, float scale) {
  for (long i = 0; i < n; i++)
    for (long j = 0; j < d; j += W) {
      float *to = table + ids[i] * d + j;
      store(to, load(to) + load(x + i * d + j) * scale);
    }
}

// Attention of b sequences: query rows starts_q[i]..starts_q[i + 1] on key rows starts_k[i]..
// Biases (h * d) are those of the projections. weights: for each sequence, head and query row, one of
// the key rows' number filled up to a multiple of 16. guide[t] += the weight, averaged over the heads,
// that query row t gives the key aligned[t] (counted from its sequence's start; none below 0).
void attend(const bf16 *q, long stride_q, const bf16 *k, const bf16 *v, long stride_k, const float *bias_q,
            const float *bias_k, const float *bias_v, const int64_t *starts_q, const int64_t *starts_k,
            long b, long h, long d, long is_causal, bf16 *out, bf16 *weights, const int32_t *aligned,
            float *guide) {
  Scratch &m = scratch;
  const float scale = 1.0f / std::sqrt((float)d);
  for (long i = 0; i < b; i++) {
    const long q0 = starts_q[i], k0 = starts_k[i];
    const int t_len = starts_q[i + 1] - q0, s_len = starts_k[i + 1] - k0;
    const int width = (s_len + W - 1) / W * W;
    m.fit(t_len, s_len, d);
    for (long a = 0; a < h; a++, weights += (long)t_len * width) {
      gather(q + q0 * stride_q + a * d, stride_q, bias_q + a * d, scale, t_len, d, m.q.data());
      gather_turned(k + k0 * stride_k + a * d, stride_k, bias_k + a * d, s_len, d, width, m.turned.data());
      gather(v + k0 * stride_k + a * d, stride_k, bias_v + a * d, 1, s_len, d, m.v.data());
      multiply(t_len, width, d, m.q.data(), d, 1, m.turned.data(), width, m.p.data(), width);
      for (int t = 0; t < t_len; t++) {
        float *p = m.p.data() + (long)t * width;
        const int n = is_causal ? t + 1 : s_len;
        for (int j = n; j < width; j++) p[j] = -1e30f;
        Vec most = load(p);
        for (int j = W; j < width; j += W) {
          const Vec x = load(p + j);
          most = x > most ? x : most;
        }
        const float top = largest(most);
        Vec total{};
        for (int j = 0; j < width; j += W) {
          const Vec e = exponential(load(p + j) - top);
          store(p + j, e);
          total += e;
        }
        const float inverse = 1 / sum(total);
        for (int j = 0; j < width; j += W) {
          const Vec x = load(p + j) * inverse;
          store(p + j, x);
          store(weights + (long)t * width + j, x);
        }
        if (guide && aligned[q0 + t] >= 0) guide[q0 + t] += p[aligned[q0 + t]] / h;
      }
      multiply(t_len, d, s_len, m.p.data(), width, 1, m.v.data(), d, m.o.data(), d);
      scatter(m.o.data(), t_len, d, 1, out + q0 * h * d + a * d, h * d);
    }
  }
}

// Gradients of the above with respect to the projections' outputs; d_guide[t] is that of guide[t].
void attend_backward(const bf16 *q, long stride_q, const bf16 *k, const bf16 *v, long stride_k,
                     const float *bias_q, const float *bias_k, const float *bias_v, const int64_t *starts_q,
                     const int64_t *starts_k, long b, long h, long d, const bf16 *d_out,
                     const bf16 *weights, const int32_t *aligned, const float *d_guide, bf16 *dq, bf16 *dk,
                     bf16 *dv) {
  Scratch &m = scratch;
  const float scale = 1.0f / std::sqrt((float)d);
  for (long i = 0; i < b; i++) {
    const long q0 = starts_q[i], k0 = starts_k[i];
    const int t_len = starts_q[i + 1] - q0, s_len = starts_k[i + 1] - k0;
    const int width = (s_len + W - 1) / W * W;
    m.fit(t_len, s_len, d);
    for (long a = 0; a < h; a++, weights += (long)t_len * width) {
      gather(q + q0 * stride_q + a * d, stride_q, bias_q + a * d, scale, t_len, d, m.q.data());
      gather(k + k0 * stride_k + a * d, stride_k, bias_k + a * d, 1, s_len, d, m.k.data());
      gather_turned(v + k0 * stride_k + a * d, stride_k, bias_v + a * d, s_len, d, width, m.turned.data());
      gather(d_out + q0 * h * d + a * d, h * d, nullptr, 1, t_len, d, m.o.data());
      multiply(t_len, width, d, m.o.data(), d, 1, m.turned.data(), width, m.dp.data(), width);
      for (int t = 0; t < t_len; t++) {
        float *p = m.p.data() + (long)t * width, *dp = m.dp.data() + (long)t * width;
        if (d_guide && aligned[q0 + t] >= 0) dp[aligned[q0 + t]] += d_guide[q0 + t] / h;
        Vec dot{};
        for (int j = 0; j < width; j += W) {
          const Vec x = load(weights + (long)t * width + j);
          store(p + j, x);
          dot += x * load(dp + j);
        }
        const float shared = sum(dot);
        for (int j = 0; j < width; j += W) store(dp + j, load(p + j) * (load(dp + j) - shared));
      }
      multiply(s_len, d, t_len, m.p.data(), 1, width, m.o.data(), d, m.v.data(), d);
      scatter(m.v.data(), s_len, d, 1, dv + k0 * stride_k + a * d, stride_k);
      multiply(s_len, d, t_len, m.dp.data(), 1, width, m.q.data(), d, m.v.data(), d);
      scatter(m.v.data(), s_len, d, 1, dk + k0 * stride_k + a * d, stride_k);
      multiply(t_len, d, s_len, m.dp.data(), width, 1, m.k.data(), d, m.o.data(), d);
      scatter(m.o.data(), t_len, d, scale, dq + q0 * stride_q + a * d, stride_q);
    }
  }
}

// Scores (n, width) of c answers become the gradient of the smoothed loss, times scale; columns from c
// on are filling, with added so low that they take no part. *total += negative log-likelihoods.
void softmax_loss(bf16 *scores, long n, long c, long width, const float *added, const int32_t *right,
                  float smoothing, float scale, float *d_bias, double *total) {
  std::vector<float> row(width);
  for (long i = 0; i < n; i++) {
    bf16 *x = scores + i * width;
    Vec most = all(-1e30f);
    for (long j = 0; j < width; j += W) {
      const Vec v = load(x + j) + load(added + j);
      store(&row[j], v);
      most = v > most ? v : most;
    }
    const float top = largest(most), answer = row[right[i]];
    Vec sums{};
    for (long j = 0; j < width; j += W) {
      const Vec e = exponential(load(&row[j]) - top);
      store(&row[j], e);
      sums += e;
    }
    const float whole = sum(sums);
    *total += top + std::log(whole) - answer;
    row[right[i]] -= (1 - smoothing) * whole;
    const float inverse = 1 / whole, spread = smoothing / c;
    for (long j = 0; j < width; j += W) {
      const Vec g = (load(&row[j]) * inverse - spread) * scale;
      store(x + j, g);
      store(d_bias + j, load(d_bias + j) + g);
    }
  }
}

}  // extern "C"
