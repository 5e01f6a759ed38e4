/* 128-bit integers and _BitInt, where the platform has them. */
int next(int);
#ifndef __SIZEOF_INT128__
#error no such integers
#endif
typedef __int128 wide;
typedef unsigned __int128 uwide;
wide fw(wide, int);
uwide fu(uwide);
wide sum_w(wide a, int n) { return fw(a, n) + fw(a, next(n)) * a; }
uwide mixed_w(uwide a, int n) { return (a >> next(n)) + fu(a) / fu(a + 1) - a * next(n); }
int parts_w(wide a, int n) { return (int)(fw(a, n) >> 64) + (fw(a, 1) < fw(a, next(n))); }
struct w {
  wide a;
  int b;
};
struct w mk_w(int);
int use_w(struct w, int);
int one_w(int n) { return use_w(mk_w(n), next(n)) + (int)(mk_w(n).a + mk_w(next(n)).a); }
int tail_w(int n) { return next(n); }
