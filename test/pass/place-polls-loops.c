// Polls stand at back edges of loops with calls, once per 1024 iterations in innermost loops without calls, and not at
// all in loops that are short whatever the input.
//
// RUN: %clang_cgt -O0 -S -emit-llvm -fno-discard-value-names %s -o - | FileCheck %s
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

void work(int i);

// CHECK-LABEL: define {{.*}}void @with_call(
// CHECK: invoke void @work(
// CHECK: cgt.latch:
// CHECK-NEXT: [[FLAG:%.*]] = load volatile i32, ptr @__cgt_flag
// CHECK: invoke void @__cgt_poll_slow(ptr null)
void with_call(int n) {
  for (int i = 0; i < n; i++)
    work(i);
}

// A loop that counts up to a limit keeps its one way out.
// CHECK-LABEL: define {{.*}}i64 @without_call(
// CHECK: cgt.outer:
// CHECK: icmp ugt i64 {{.*}}, 1023
// CHECK: store i1 {{.*}}, ptr %cgt.whole
// CHECK: store i64 {{.*}}, ptr %cgt.limit
// CHECK: load i64, ptr %cgt.limit
// CHECK-NEXT: icmp slt i64
// CHECK-NEXT: br i1 {{.*}}, label %for.body, label %cgt.end
// CHECK: cgt.chunk:
// CHECK-NEXT: add nsw i64 {{.*}}, 1024
// CHECK-NEXT: store i64 {{.*}}, ptr %i
// CHECK-NEXT: load volatile i32, ptr @__cgt_flag
// CHECK: br label %cgt.outer
// CHECK: cgt.end:
// CHECK-NEXT: load i1, ptr %cgt.whole
long without_call(const long *a, long n) {
  long sum = 0;
  for (long i = 0; i < n; i++)
    sum += a[i];
  return sum;
}

// A limit that is an expression is computed once a chunk.
// CHECK-LABEL: define {{.*}}i64 @expression(
// CHECK: cgt.outer:
// CHECK: sub nsw i32 {{.*}}, 1
// CHECK: store i32 {{.*}}, ptr %cgt.limit
// CHECK: ret i64
long expression(const long *a, int n) {
  long sum = 0;
  for (int i = 1; i < n - 1; i++)
    sum += a[i];
  return sum;
}

// So are loops that count down, and pointers.
// CHECK-LABEL: define {{.*}}i64 @downwards(
// CHECK: cgt.outer:
// CHECK: add nsw i32 {{.*}}, -1023
// CHECK: store i32 {{.*}}, ptr %cgt.limit
// CHECK: ret i64
long downwards(const long *a, int n) {
  long sum = 0;
  for (int i = n; i >= 0; i--)
    sum += a[i];
  return sum;
}

// CHECK-LABEL: define {{.*}}i64 @pointers(
// CHECK: cgt.outer:
// CHECK: getelementptr i8, ptr {{.*}}, i64 8185
// CHECK: store ptr {{.*}}, ptr %cgt.limit
// CHECK: ret i64
long pointers(const char *a, const char *end) {
  long sum = 0;
  for (const long *p = (const long *)a; p < (const long *)end; p++)
    sum += *p;
  return sum;
}

// Any other counts down to its poll.
// CHECK-LABEL: define {{.*}}i64 @no_counter(
// CHECK: cgt.outer:
// CHECK-NEXT: store i{{[0-9]+}} 1024, ptr [[LEFT:%.*]],
// CHECK: cgt.strip:
// CHECK: [[NOW:%.*]] = load i{{[0-9]+}}, ptr [[LEFT]]
// CHECK: cgt.chunk:
// CHECK-NEXT: load volatile i32, ptr @__cgt_flag
// CHECK: br label %cgt.outer
long no_counter(const long *a) {
  long sum = 0;
  while (*a)
    sum += *a++;
  return sum;
}

// A call that is quick whatever the input is no reason to poll each time; one of a function with a loop is.
static int mixed(int i, int j) { return (i + j) * (i + j + 1) / 2; }
static int longer(int n) {
  int sum = 0;
  for (int i = 0; i < n; i++)
    sum += mixed(i, n);
  return sum;
}

// CHECK-LABEL: define {{.*}}i64 @quick_call(
// CHECK: store i32 {{.*}}, ptr %cgt.limit
// CHECK: ret i64
long quick_call(int n) {
  long sum = 0;
  for (int i = 0; i < n; i++)
    sum += mixed(i, n);
  return sum;
}

// After a whole chunk all that each iteration adds to is said to be so much more.
// CHECK-LABEL: define {{.*}}i64 @two_counters(
// CHECK: cgt.outer:
// CHECK: [[I:%.*]] = load i32, ptr %i
// CHECK: [[K:%.*]] = load i64, ptr %k
// CHECK: cgt.chunk:
// CHECK-NEXT: [[NEXT:%.*]] = add nsw i32 [[I]], 1024
// CHECK-NEXT: store i32 [[NEXT]], ptr %i
// CHECK-NEXT: [[MORE:%.*]] = add nsw i64 [[K]], -3072
// CHECK-NEXT: store i64 [[MORE]], ptr %k
// CHECK: ret i64
long two_counters(const char *a, long k) {
  long sum = 0;
  for (int i = 0; a[i] != 'x'; i++, k -= 3)
    if (a[k])
      sum++;
  return sum;
}

// CHECK-LABEL: define {{.*}}i64 @slow_call(
// CHECK-NOT: %cgt.limit
// CHECK: ret i64
long slow_call(int n) {
  long sum = 0;
  for (int i = 0; i < n; i++)
    sum += longer(i);
  return sum;
}

// CHECK-LABEL: define {{.*}}i64 @short_nest(
// CHECK-NOT: @__cgt_flag
// CHECK: ret i64
long short_nest(const long a[16][16]) {
  long sum = 0;
  for (unsigned i = 0; i < 16; i++)
    for (unsigned j = i; j < 16; j++)
      sum += a[i][j];
  return sum;
}

// What is halved, divided or loses its lowest bit each time is used up soon; and an array ends.
// CHECK-LABEL: define {{.*}}i64 @used_up(
// CHECK-NOT: @__cgt_flag
// CHECK: ret i64
static int digit(char c);
long used_up(unsigned n, unsigned short half, long bits, const char *text) {
  char digits[12];
  long k = 0, sum = 0;
  do
    digits[k++] = '0' + n % 10;
  while (n /= 10);
  while (k)
    sum = sum * 10 + digit(digits[--k]);
  for (; half > 1; half >>= 1)
    sum++;
  while (bits) {
    bits &= bits - 1;
    sum++;
  }
  for (int i = 0; text[i]; i++) {
    if (i == sizeof digits)
      break;
    digits[i] = text[i];
  }
  return sum;
}

static int digit(char c) { return c - '0'; }

// Of conditions that are all to hold, one that bounds the loop is enough.
// CHECK-LABEL: define {{.*}}i64 @all_hold(
// CHECK-NOT: @__cgt_flag
// CHECK: ret i64
long all_hold(const char *a, const char *b, long n) {
  int same = 0;
  while (n > 0 && same < 255 && a[same] == b[same])
    same++;
  return same;
}

// CHECK-LABEL: define {{.*}}i64 @one_holds(
// CHECK: cgt.outer:
// CHECK: ret i64
long one_holds(const char *a, const char *b) {
  int same = 0;
  while (same < 255 || a[same] == b[same])
    same++;
  return same;
}

// An index that comes back, stands still for a while or is cut off bounds nothing.
// CHECK-LABEL: define {{.*}}i64 @ring(
// CHECK-COUNT-5: cgt.outer{{.*}}:
// CHECK: ret i64
long ring(int n, unsigned m) {
  static long table[16];
  long sum = 0;
  for (int i = 0; i < n; i++)
    sum += table[i % 16];
  for (int i = 0; i < n; i++)
    sum += table[i & 15];
  for (int i = 0; i < n; i++)
    sum += table[i / 1024];
  for (unsigned i = 0; i < m; i++)
    sum += table[i >> 20];
  for (unsigned i = 0; i < m; i++)
    sum += table[(unsigned char)i];
  return sum;
}

// Nor does a counter that isn't increased in each iteration.
// CHECK-LABEL: define {{.*}}i64 @sometimes(
// CHECK: cgt.outer:
// CHECK: ret i64
long sometimes(const char *text) {
  char kept[16];
  int used = 0;
  while (used < 16)
    if (*text++ == 'x')
      used++;
  return used + (text - kept > 0);
}

// CHECK-LABEL: define {{.*}}i64 @not_used_up(
// CHECK-COUNT-3: cgt.outer{{.*}}:
// CHECK: ret i64
long not_used_up(unsigned n, unsigned m, const char *text) {
  char digits[12];
  long sum = 0;
  while (n) { // not in each iteration
    if (m % 3)
      n /= 10;
    m++;
  }
  while (m /= 1)
    if (++sum > (long)n)
      break;
  for (int i = 0; text[i]; i = 0) // the same element again
    digits[i] = *text++;
  return sum + digits[0];
}

// Taking a block and giving it back is quick.
// CHECK-LABEL: define {{.*}}i64 @allocates(
// CHECK: cgt.outer:
// CHECK: ret i64
long allocates(long n) {
  void *last = 0;
  for (long i = 0; i < n; i++) {
    __builtin_free(last);
    last = __builtin_malloc(i);
  }
  return last != 0;
}

// Short are 65,536 iterations and less.
// CHECK-LABEL: define {{.*}}i64 @longest_short(
// CHECK-NOT: @__cgt_flag
// CHECK: ret i64
long longest_short(const long *a) {
  long sum = 0;
  for (int i = 0; i < 65536; i++)
    sum += a[i];
  for (int i = 0; i <= 65535; i++)
    sum += a[i];
  for (int i = 0; i < 2 * 65536 - 1; i += 2)
    sum += a[i];
  return sum;
}

// CHECK-LABEL: define {{.*}}i64 @one_more(
// CHECK: cgt.outer:
// CHECK: ret i64
long one_more(const long *a) {
  long sum = 0;
  for (int i = 0; i < 65537; i++)
    sum += a[i];
  return sum;
}

// CHECK-LABEL: define {{.*}}i64 @one_more_at_the_limit(
// CHECK: cgt.outer:
// CHECK: ret i64
long one_more_at_the_limit(const long *a) {
  long sum = 0;
  for (int i = 0; i <= 65536; i++)
    sum += a[i];
  return sum;
}

// A signed counter may start anywhere.
// CHECK-LABEL: define {{.*}}i64 @unknown_start(
// CHECK: cgt.outer:
// CHECK: ret i64
long unknown_start(const long *a, int from) {
  long sum = 0;
  for (int i = from; i < 16; i++)
    sum += a[i];
  return sum;
}

// Each way to a computed goto has a poll of its own, so that the jump can be copied to the end of each.
// CHECK-LABEL: define {{.*}}i32 @interpret(
// CHECK: load volatile i32, ptr @__cgt_flag
// CHECK: load volatile i32, ptr @__cgt_flag
// CHECK: indirectbr
// CHECK: ret i32
int interpret(const unsigned char *code) {
  static const void *const at[] = {&&add, &&sub, &&end};
  int n = 0;
  goto *at[*code++];
add:
  n++;
  goto *at[*code++];
sub:
  n--;
  goto *at[*code++];
end:
  return n;
}
