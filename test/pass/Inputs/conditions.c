/* Conditions that are constants, other ones on each platform, and code that can't be reached. */
#define IS_WIDE (sizeof(long) == 8)
#if __SIZEOF_LONG__ == 8
#define WORD 8
#define FAST 1
#else
#define WORD 4
#define FAST 0
#endif
int next(int);
void note(const char *);
static int limit = 3000;
static int work(int n) {
  int s = 0;
  for (int i = 0; i < limit; i++)
    s += i & n;
  return s;
}
int branches(int n) {
  int r = 0;
  if (IS_WIDE)
    r += work(n);
  else
    r -= next(n);
  if (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__) {
    int v = next(r);
    r += work(v);
  }
  if (FAST && next(r))
    return work(1);
  if (!FAST || next(r))
    r += work(2);
  r += WORD == 8 ? next(r) : work(r);
  switch (sizeof(long)) {
  case 4:
    r += next(4);
    break;
  case 8:
    r += work(8);
  default:
    r ^= next(9);
  }
  return r + work(3);
}
int returns(int n) {
  if (sizeof(void *) == 8)
    return next(n);
  return work(n);
}
int nested(int n) {
  for (int i = 0; i < n; i++) {
    if (FAST)
      for (int j = 0; j < i; j++)
        n += next(j);
    else if (sizeof(long double) == 16)
      continue;
    else
      n -= work(i);
    if (sizeof(__WCHAR_TYPE__) == 2)
      break;
  }
  while (0)
    n += next(n);
  do
    n += next(n);
  while (0);
  return n;
}
int loops(int *a, int n) {
  for (int i = 0; i < 100; i++) {
    if (FAST)
      note("fast");
    a[i] += n;
  }
  for (int i = 0; i < n; i++) {
    if (!FAST)
      next(a[i]);
    a[i] += n;
  }
  return a[0] + next(n);
}
const char *names(int n) {
  const char *name = FAST ? "fast" : "small";
  note(name);
  return n ? name : WORD == 4 ? "four" : "eight";
}
int jumps(int n) {
  if (FAST)
    goto done;
  n = next(n);
  if (sizeof(long) == 4) {
  again:
    n += next(n);
  }
  if (n < 100)
    goto again;
done:
  return n + next(n);
}
int dead_increment(int n) {
  for (int i = 0; i < n; i = next(i))
    return work(i);
  for (int i = 0; i < n; i = next(i)) {
    int v[4] = {i, n, 3, 4};
    if (v[i & 3] > 100)
      return v[1];
    break;
  }
  while (n) {
    note("once");
    return next(n);
    note("never");
  }
  return 0;
  return next(n);
}
int only_elsewhere(int n) { return n ? only_elsewhere(n - 1) + next(n) : 0; }
static int called_elsewhere(int n) { return next(n) + work(n); }
int leaf(int n) {
  if (!FAST)
    n += called_elsewhere(n);
  return n + 1;
}
int expressions(int n) { return (FAST ? next(1) : next(2)) + (sizeof(n) == 4 && next(n)) + (0 ? work(n) : work(n + 1)) + ({ int k = next(n); if (IS_WIDE) k += next(k); k; }); }
