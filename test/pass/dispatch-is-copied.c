// clang copies the jump of a computed goto to the end of each instruction of an interpreter, which processors predict better than
// one jump for all. Polls don't keep it from that, nor does the way in for a resumption, which has jumps of its own.
//
// RUN: %clang -O2 -S %s -o %t.plain.s && %cgt-cc -O2 -S %s -o %t.cgt.s
// RUN: grep -cE 'jmpq?[[:space:]]+\*' %t.plain.s > %t.plain && grep -cE 'jmpq?[[:space:]]+\*' %t.cgt.s > %t.cgt
// RUN: FileCheck %s < %t.plain && FileCheck --check-prefix=CGT %s < %t.cgt
// CHECK: {{^(9|10)$}}
// CGT: {{^[12][0-9]$}}
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

int interpret(const int *code, int n) {
  static const void *const label[] = {&&push, &&add, &&sub, &&mul, &&less, &&jump, &&branch, &&copy, &&end};
  int stack[32], *sp = stack;
  const int *pc = code;
  *sp++ = n;
  goto *label[*pc++];
push: *sp++ = *pc++; goto *label[*pc++];
add: sp--; sp[-1] += *sp; goto *label[*pc++];
sub: sp--; sp[-1] -= *sp; goto *label[*pc++];
mul: sp--; sp[-1] *= *sp; goto *label[*pc++];
less: sp--; sp[-1] = sp[-1] < *sp; goto *label[*pc++];
jump: pc = code + *pc; goto *label[*pc++];
branch: pc = *--sp ? pc + 1 : code + *pc; goto *label[*pc++];
copy: *sp = sp[-1]; sp++; goto *label[*pc++];
end: return sp[-1];
}
