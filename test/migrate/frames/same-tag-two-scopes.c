// Heap blocks of two structs with one tag, each in a scope of its own.
//
// RUN: %carry %s --work %t --points 4 --pairs x86_64:x86_64 x86_64:s390x
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>
typedef struct { char c; short s; } A;
typedef struct { double d; int i; char *p; } B;
typedef struct { int x, y; } C;
static A *as; static B *bs; static C *cs;
int main(void){
  as=malloc(3*sizeof(A)); bs=malloc(3*sizeof *bs); cs=malloc(5*sizeof(C));
  for(int i=0;i<3;i++){ as[i].c='a'+i; as[i].s=i*100; bs[i].d=i*1.5; bs[i].i=i; bs[i].p="hello"+i; }
  for(int i=0;i<5;i++){ cs[i].x=i*1000; cs[i].y=-i; }
  struct L { int v; struct L *n; } *l=0;
  for(int i=0;i<4;i++){ struct L *n=malloc(sizeof *n); n->v=i; n->n=l; l=n; }
  { struct L { char q[20]; double d; } *m=malloc(2*sizeof *m); m[1].d=2.5; sprintf(m[1].q,"xx");
    for(int i=0;i<3;i++) printf("%s %g\n",m[1].q,m[1].d); free(m);}
  for(int i=0;i<3;i++) printf("%c %d %g %d %s\n",as[i].c,as[i].s,bs[i].d,bs[i].i,bs[i].p);
  for(int i=0;i<5;i++) printf("%d %d\n",cs[i].x,cs[i].y);
  for(;l;l=l->n) printf("%d\n",l->v);
  return 0;
}
