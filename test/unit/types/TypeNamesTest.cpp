//===- TypeNamesTest.cpp - Types as C spells them ---------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "types/TypeNames.h"
#include "support/Support.h"

using namespace cgt;
using namespace cgt::test;

static std::string declared(TypeBuilder &T, uint32_t Type, const char *Name = "") {
  char Buffer[128];
  Text Out(Buffer, sizeof Buffer);
  printDeclaration(T.unit(), Type, Name, Out);
  return Buffer;
}

TEST(TypeNames, DimensionsComeInTheOrderOfC) {
  TypeBuilder T("x86_64");
  uint32_t Matrix = T.array(T.array(T.scalar("int"), 4), 3);
  EXPECT_EQ(declared(T, Matrix), "int [3][4]");
  EXPECT_EQ(declared(T, Matrix, "m"), "int m[3][4]");
  EXPECT_EQ(declared(T, Matrix, "[2]"), "int [2][3][4]");
  EXPECT_EQ(declared(T, T.array(Matrix, 0), "m"), "int m[][3][4]");
}

TEST(TypeNames, PointersToArraysHaveParentheses) {
  TypeBuilder T("x86_64");
  uint32_t Int = T.scalar("int"), Row = T.pointer(T.array(Int, 4));
  EXPECT_EQ(declared(T, T.pointer(Int)), "int *");
  EXPECT_EQ(declared(T, T.array(T.pointer(T.pointer(Int)), 3), "p"), "int **p[3]");
  EXPECT_EQ(declared(T, Row), "int (*)[4]");
  EXPECT_EQ(declared(T, T.array(Row, 2), "rows"), "int (*rows[2])[4]");
  EXPECT_EQ(declared(T, T.pointer(T.array(T.pointer(T.array(Int, 5)), 6)), "p"), "int (*(*p)[6])[5]");
  EXPECT_EQ(declared(T, T.pointer(NoIndex), "p"), "void *p");
}

TEST(TypeNames, ComplexNumbersAreNoArrays) {
  TypeBuilder T("x86_64");
  uint32_t Complex = T.array(T.scalar("double"), 2);
  T[Complex].Name = "_Complex double";
  EXPECT_EQ(declared(T, T.pointer(T.array(Complex, 3)), "z"), "_Complex double (*z)[3]");
}

TEST(TypeNames, WhatIsTooLongIsCut) {
  TypeBuilder T("x86_64");
  uint32_t Type = T.scalar("int");
  for (unsigned K = 0; K < 20; ++K)
    Type = T.pointer(Type);
  EXPECT_EQ(declared(T, Type), "... ****************");
}
