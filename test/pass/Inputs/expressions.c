/* Statement expressions, conditional and comma operators, compound literals in calls and initialisers, bit-fields, pointers. */
int next(int);
long big(long);
unsigned char small(unsigned char);
double real(double);
float single(float);
long double widest(long double);
char *text(const char *);
_Bool truth(_Bool);
struct point {
  int x, y;
};
struct line {
  struct point from, to;
  const char *name;
};
struct packed {
  unsigned a : 5;
  int b : 12;
  long long c : 40;
  _Bool d : 1;
};
struct point mk(int);
int use(struct point *, int);
int length(struct line, int);
int total(const int *, int);
int choices(int n, long l) {
  int a = (n ? next(n) : 3) + (l ? next(2) : n) * next(3);
  long b = (n > 2 && next(n)) + (l < 3 || next(n)) * big(l);
  const char *c = n ? text("a") : "b";
  return a + b + (next(n) ?: 7) + *(c + next(n)) + !next(n) * next(1);
}
int commas(int n) { return (next(n), n) + (n++, next(n), n) * next(n) + (next(1), 2); }
int blocks(int n) {
  return ({ int a = next(n); a + next(a); }) + ({ struct point p = mk(n); p.x + next(p.y); }) * ({ next(n); }) +
         ({ int s = 0; for (int i = 0; i < n; i++) s += next(i); s; }) + next(n);
}
int literals(int n) {
  int a = use(&(struct point){next(n), n}, next(2)) + use((struct point[]){{1, next(n)}, mk(n)}, next(3));
  struct line l = {mk(n), (struct point){next(n), next(n + 1)}, text("l")};
  int b = length((struct line){mk(1), .to = {next(1), 2}, .name = text("x")}, next(n)) + length(l, next(n));
  return a + b + total((int[]){1, next(n), n, next(n)}, next(4)) + total((const int[]){1, 2, 3}, next(3));
}
int bits(struct packed *p, int n) {
  p->a += next(n);
  p->b = p->a + next(n);
  p->c |= big(p->c) + p->d;
  struct packed q = {next(1), .c = big(n), .d = truth(n)};
  return p->a + next(p->b) + (q.b++ + next(q.a)) + (int)(p[next(n)].c -= next(n));
}
long widths(unsigned char c, short s, unsigned u, long long ll, float f, long double ld, int n) {
  return c + next(n) + s * next(n) + (u - next(n)) + (ll ^ next(n)) + (long)(f + next(n)) + (long)(ld * next(n)) +
         (c << next(n)) + (u >> next(n)) + small(c) + small(c + 1) * (unsigned char)(c - next(n));
}
double floats(float f, double d, long double ld, int n) {
  return f * single(f) + d * real(d) - ld / widest(ld) + (float)(d + next(n)) * single(n) + real(f) * real(n);
}
int pointers(int *a, int **b, struct line *l, int n) {
  return a[n] + next(n) + *a++ * next(2) + (b[n] - a) * next(3) + b[next(n)][next(n + 1)] + (l + n)->to.x * next(n) +
         *(a + next(n)) + (&l[n].from)->y + next(n) + (a == *b) + next(n) + (int)(l - &l[next(n)]);
}
int assigned(int *a, struct line *l, int n) {
  a[next(n)] = next(n) + a[n];
  a[n] += next(n);
  a[next(n)] *= next(n + 1);
  l[next(n)].to = mk(next(n));
  l->from = (l[1] = l[next(n)]).to;
  int b = a[0] = next(n);
  return b + (a[1]++ + next(n)) + (--a[2] * next(n)) + (a[3] = next(1)) + next(2);
}
int calls(int (*f)(int, long, double, char *), int (**t)(int), int n) {
  return f(next(n), big(n), real(n), text("f")) + t[next(n)](next(n)) + (n ? next : *t)(n) + next(next(next(n)));
}
int arrays(int n) {
  int a[4] = {next(n), n, next(n)}, b[2][2] = {{next(1)}, {n, next(2)}};
  struct line l[2] = {{mk(1)}, {.to = mk(n), .name = text("q")}};
  char s[8] = "text";
  return a[next(n) & 3] + b[next(n) & 1][n & 1] + l[next(n) & 1].to.x + s[next(n) & 7] + total(a, next(n));
}
