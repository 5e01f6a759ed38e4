//===- SizeForms.cpp - How values are computed from sizes ------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SizeForms.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using namespace cgt;

static constexpr unsigned MostTerms = 4, MostAtoms = 2;

bool SizeSum::hasAtoms() const {
  return any_of(Terms, [](const Term &T) { return !T.Atoms.empty(); });
}

std::string SizeSum::text() const {
  std::string Text;
  for (const Term &T : Terms)
    Text += (Text.empty() ? "" : "+") + std::to_string(T.Factor) + T.Atoms;
  return Text.empty() ? "0" : Text;
}

/// False when it gets too large; \p To is then of no use.
static bool addTo(SizeSum &To, const SizeSum &S) {
  for (const SizeSum::Term &T : S.Terms) {
    auto *At = find_if(To.Terms, [&](const SizeSum::Term &X) { return X.Atoms >= T.Atoms; });
    if (At == To.Terms.end() || At->Atoms != T.Atoms)
      To.Terms.insert(At, T);
    else if (AddOverflow(At->Factor, T.Factor, At->Factor))
      return false;
    else if (At->Factor == 0)
      To.Terms.erase(At);
  }
  return To.Terms.size() <= MostTerms;
}

static bool multiply(const SizeSum &X, const SizeSum &Y, SizeSum &Out) {
  for (const SizeSum::Term &A : X.Terms)
    for (const SizeSum::Term &B : Y.Terms) {
      SizeSum One;
      SmallVector<StringRef> Atoms;
      StringRef(A.Atoms).split(Atoms, '*', -1, false);
      StringRef(B.Atoms).split(Atoms, '*', -1, false);
      sort(Atoms);
      if (Atoms.size() > MostAtoms)
        return false;
      std::string Text;
      for (StringRef Atom : Atoms)
        Text += "*" + Atom.str();
      int64_t Factor;
      if (MulOverflow(A.Factor, B.Factor, Factor))
        return false;
      One.Terms.push_back({Text, Factor});
      if (!addTo(Out, One))
        return false;
    }
  return true;
}

static SizeSum numberSum(int64_t N) {
  SizeSum S;
  if (N != 0)
    S.Terms.push_back({"", N});
  return S;
}

std::string SizeForm::Alternative::text() const { return B.Terms.empty() ? A.text() : A.text() + "~" + B.text(); }

SizeForm SizeForm::number(int64_t N) {
  SizeForm F;
  F.Alternatives.push_back({numberSum(N), {}});
  return F;
}

SizeForm SizeForm::atom(char Kind, unsigned Index) {
  SizeForm F;
  SizeSum S;
  S.Terms.push_back({(Twine("*") + Twine(Kind) + Twine(Index)).str(), 1});
  F.Alternatives.push_back({S, {}});
  return F;
}

SizeForm SizeForm::any() {
  SizeForm F;
  F.Alternatives.push_back({{}, numberSum(1)});
  return F;
}

SizeSum SizeForm::allAtoms() const {
  SizeSum All = Atoms;
  for (const Alternative &A : Alternatives)
    for (const SizeSum *S : {&A.A, &A.B})
      for (const SizeSum::Term &T : S->Terms)
        if (!T.Atoms.empty() && none_of(All.Terms, [&](const SizeSum::Term &X) { return X.Atoms == T.Atoms; }))
          All.Terms.push_back({T.Atoms, 1});
  sort(All.Terms, [](const SizeSum::Term &X, const SizeSum::Term &Y) { return X.Atoms < Y.Atoms; });
  return All;
}

void SizeForm::blur() {
  Atoms = allAtoms();
  Alternatives.clear();
  Unclear = true;
  if (Atoms.Terms.empty())
    *this = any();
}

/// Are both multiples of the same product, as what is added up in a loop is?
static bool isMultiple(const SizeSum &S, const SizeSum &Of) {
  return S.Terms.size() == 1 && Of.Terms.size() == 1 && S.Terms[0].Atoms == Of.Terms[0].Atoms && S.hasAtoms() &&
         S.Terms[0].Factor % Of.Terms[0].Factor == 0;
}

/// Numbers that no size is in are one thing as soon as there are two of them, and so are multiples of one size.
void SizeForm::add(Alternative New) {
  if (!New.A.hasAtoms() && !New.B.Terms.empty() && !New.B.hasAtoms())
    New = any().Alternatives[0];
  if (isMultiple(New.A, New.B))
    New.A.Terms.clear();
  bool IsPlain = !New.A.hasAtoms() && !New.B.hasAtoms();
  for (Alternative &Old : Alternatives) {
    if (Old.text() == New.text() || (New.B.Terms.empty() && Old.A.Terms.empty() && isMultiple(New.A, Old.B)))
      return;
    if (IsPlain && !Old.A.hasAtoms() && !Old.B.hasAtoms()) {
      Old = any().Alternatives[0];
      return;
    }
    SizeSum One = New.A;
    if (!One.Terms.empty())
      One.Terms[0].Factor = 1;
    if (New.B.Terms.empty() && Old.B.Terms.empty() && isMultiple(New.A, One) && isMultiple(Old.A, One)) {
      Old = {{}, One};
      return;
    }
  }
  Alternatives.push_back(std::move(New));
  if (Alternatives.size() > Most)
    blur();
}

void SizeForm::join(const SizeForm &O) {
  if (O.Unclear || Unclear) {
    Alternatives.append(O.Alternatives.begin(), O.Alternatives.end());
    for (const SizeSum::Term &T : O.Atoms.Terms)
      if (none_of(Atoms.Terms, [&](const SizeSum::Term &X) { return X.Atoms == T.Atoms; }))
        Atoms.Terms.push_back(T);
    return blur();
  }
  for (const Alternative &A : O.Alternatives)
    if (add(A); Unclear)
      return join(O);
}

bool SizeForm::hasAtoms() const { return !allAtoms().Terms.empty(); }

std::string SizeForm::text() const {
  if (Unclear)
    return "?" + Atoms.text();
  std::string Text;
  for (const Alternative &A : Alternatives)
    Text += (Text.empty() ? "" : "|") + A.text();
  return Text;
}

SizeForm SizeForm::mixed(const SizeForm &X, const SizeForm &Y) {
  if (X.isNone() || Y.isNone())
    return {};
  SizeForm Out = X;
  Out.join(Y);
  Out.blur();
  return Out;
}

SizeForm SizeForm::sum(const SizeForm &X, const SizeForm &Y) {
  if (X.Unclear || Y.Unclear)
    return mixed(X, Y);
  SizeForm Out;
  for (const Alternative &A : X.Alternatives)
    for (const Alternative &B : Y.Alternatives) {
      Alternative New = A;
      bool Fits = addTo(New.A, B.A) && (A.B.Terms.empty() || B.B.Terms.empty() || A.B == B.B);
      if (!Fits)
        return mixed(X, Y);
      if (A.B.Terms.empty())
        New.B = B.B;
      if (Out.add(New); Out.Unclear)
        return mixed(X, Y);
    }
  return Out;
}

SizeForm SizeForm::product(const SizeForm &X, const SizeForm &Y) {
  if (X.Unclear || Y.Unclear)
    return mixed(X, Y);
  SizeForm Out;
  for (const Alternative &A : X.Alternatives)
    for (const Alternative &B : Y.Alternatives) {
      Alternative New;
      bool Fits;
      if (A.B.Terms.empty())
        Fits = multiply(A.A, B.A, New.A) && multiply(A.A, B.B, New.B);
      else if (B.B.Terms.empty())
        Fits = multiply(B.A, A.A, New.A) && multiply(B.A, A.B, New.B);
      else // an unknown number of something
        Fits = A.A.Terms.empty() && B.A.Terms.empty() && multiply(A.B, B.B, New.B);
      if (!Fits)
        return mixed(X, Y);
      if (Out.add(New); Out.Unclear)
        return mixed(X, Y);
    }
  return Out;
}

/// Bytes divided by the size of what they hold are a count.
SizeForm SizeForm::quotient(const SizeForm &X, const SizeForm &Y) {
  if (X.isNone() || Y.isNone())
    return {};
  if (Y.Alternatives.size() == 1 && Y.Alternatives[0].B.Terms.empty() && Y.hasAtoms() &&
      all_of(X.Alternatives,
             [&](const Alternative &A) {
               const SizeSum &Of = Y.Alternatives[0].A;
               return (A.A.Terms.empty() || A.A == Of) && (A.B.Terms.empty() || A.B == Of);
             }) &&
      !X.Unclear)
    return any();
  return mixed(X, Y);
}
