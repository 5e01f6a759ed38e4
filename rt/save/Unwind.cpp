//===- Unwind.cpp - Walking and taking down the stack ----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Target facts in here: ARM's EHABI has no _Unwind_GetCFA that can be trusted in phase 1 (r13 is read instead) and takes
// the exception class as char[8]; code addresses there have bit 0 set for Thumb.
//
//===----------------------------------------------------------------------===//

#include "save/Unwind.h"

#include "base/Endian.h"
#include "base/Search.h"
#include "base/Sort.h"
#include "base/Varint.h"
#include "port/Port.h"

#include <string.h>
#include <unwind.h>

using namespace cgt;

#if defined(__ARM_EABI__)
static constexpr uintptr_t ThumbBit = 1;
using ExceptionClass = char *; // char[8] in libgcc's header, which decays
static uintptr_t frameAddress(_Unwind_Context *C) { return _Unwind_GetGR(C, 13); }
static uintptr_t instruction(_Unwind_Context *C) { return (_Unwind_GetIP(C) & ~ThumbBit) - 1; }
#else
static constexpr uintptr_t ThumbBit = 0;
using ExceptionClass = _Unwind_Exception_Class;
static uintptr_t frameAddress(_Unwind_Context *C) { return _Unwind_GetCFA(C); }
static uintptr_t instruction(_Unwind_Context *C) {
  int BeforeInstruction = 0;
  uintptr_t Ip = _Unwind_GetIPInfo(C, &BeforeInstruction);
  return BeforeInstruction ? Ip : Ip - 1;
}
#endif

// !pcsections of each instrumented function: offset from here to its start, then its size in 4 bytes. The offset has 4
// bytes, or 8 in objects of a medium or large code model; both kinds may be in one program.
extern "C" {
extern const char __start_cgt_fns[] __attribute__((weak, visibility("hidden")));
extern const char __stop_cgt_fns[] __attribute__((weak, visibility("hidden")));
// The same of all others.
extern const char __start_cgt_code[] __attribute__((weak, visibility("hidden")));
extern const char __stop_cgt_code[] __attribute__((weak, visibility("hidden")));
}

namespace {

/// Of a function.
struct CodeRange {
  uintptr_t Begin, Size;
};

struct State {
  uintptr_t *Functions = nullptr; ///< starts of instrumented functions, ascending
  size_t NumFunctions = 0;
  MapVector<CodeRange> Code; ///< of all functions of our units, ascending
  _Unwind_Exception Exception = {};
  Thread *TakenDown = nullptr; ///< whose frames are records as yet
};

[[clang::require_constant_initialization]] State S;

/// Unwind tables may lead in a circle: those of assembler in LLVM's OpenMP for aarch64 do.
struct Circle {
  uintptr_t Frame = 0, Ip = 0; ///< that was met some steps before
  size_t Steps = 0, Next = 1;

  bool closes(_Unwind_Context *C) {
    uintptr_t ThisFrame = frameAddress(C), ThisIp = instruction(C);
    if (ThisFrame == Frame && ThisIp == Ip)
      return true;
    if (++Steps == Next) {
      Frame = ThisFrame;
      Ip = ThisIp;
      Steps = 0;
      Next *= 2;
    }
    return false;
  }
};

/// A walk's state.
struct Walk {
  explicit Walk(uintptr_t Base) : Base(Base) {}
  const uintptr_t Base;
  uintptr_t From = 0; ///< return address of the call into the runtime
  bool Started = false, AtBase = false, Blocked = false;
  unwind::Obstacle Youngest;
  uintptr_t First = 0;
  Circle Way;
  void (*Visit)(void *Ctx, const unwind::Obstacle &O) = nullptr; ///< null: only the youngest obstacle is wanted
  void *Ctx = nullptr;
};

} // namespace

uintptr_t unwind::codeAddress(const void *Function) {
#if defined(__powerpc64__) && (!defined(_CALL_ELF) || _CALL_ELF < 2)
  return *static_cast<const uintptr_t *>(Function);
#else
  return reinterpret_cast<uintptr_t>(Function) & ~ThumbBit;
#endif
}

static bool isInstrumented(uintptr_t Function) {
  size_t At = firstWhere<size_t>(0, S.NumFunctions, [&](size_t I) { return S.Functions[I] >= Function; });
  return At < S.NumFunctions && S.Functions[At] == Function;
}

static constexpr ptrdiff_t SmallestEntry = 8;

/// Reads one entry. Where offsets may have 8 bytes, the upper half tells: as a 4-byte offset or as a size it would be
/// impossible.
static CodeRange readFunction(const char *&P) {
  const char *Here = P;
  int32_t Words[2];
  uint32_t Size;
  memcpy(Words, P, sizeof Words);
  int32_t Upper = Words[HostBig ? 0 : 1];
  intptr_t Offset = Words[0];
  P += 4;
  if (sizeof(void *) == 8 && (Upper == 0 || Upper == -1)) {
    memcpy(&Offset, Here, sizeof Offset);
    P += 4;
  }
  memcpy(&Size, P, sizeof Size);
  P += 4;
  return {(reinterpret_cast<uintptr_t>(Here) + static_cast<uintptr_t>(Offset)) & ~ThumbBit, Size};
}

static bool listFunctions() {
  size_t Most = static_cast<size_t>(__stop_cgt_fns - __start_cgt_fns) / SmallestEntry;
  if (Most == 0)
    return true;
  S.Functions = static_cast<uintptr_t *>(port::map(port::toPages(Most * sizeof(uintptr_t))));
  if (!S.Functions)
    return false;
  for (const char *P = __start_cgt_fns; __stop_cgt_fns - P >= SmallestEntry;)
    S.Functions[S.NumFunctions++] = readFunction(P).Begin;
  sortInPlace(S.Functions, S.NumFunctions, [](uintptr_t A, uintptr_t B) { return A < B; });
  return true;
}

static bool listCode(const char *Begin, const char *End) {
  for (const char *P = Begin; End - P >= SmallestEntry;)
    if (!S.Code.push(readFunction(P)))
      return false;
  return true;
}

bool unwind::listOwnCode() {
  if (!S.Code.empty())
    return true;
  if (!listCode(__start_cgt_fns, __stop_cgt_fns) || !listCode(__start_cgt_code, __stop_cgt_code)) {
    S.Code.clear();
    return false;
  }
  sortInPlace(S.Code.data(), S.Code.size(), [](const CodeRange &A, const CodeRange &B) { return A.Begin < B.Begin; });
  return true;
}

bool unwind::isOwnCode(uintptr_t Address) {
#if defined(__aarch64__)
  Address &= (uintptr_t(1) << 48) - 1; // above it a return address may be signed
#endif
  // One behind a call that doesn't return may be the end.
  size_t At = firstWhere<size_t>(0, S.Code.size(), [&](size_t I) { return S.Code[I].Begin > Address; });
  return At > 0 && Address - S.Code[At - 1].Begin <= S.Code[At - 1].Size;
}

//===--- Language-specific data of a frame ---------------------------------===//

template <typename T> static uintptr_t readFixed(const uint8_t *&P) {
  T Value;
  memcpy(&Value, P, sizeof Value);
  P += sizeof Value;
  return static_cast<uintptr_t>(Value);
}

/// One value of the call-site table in encoding \p Encoding (DWARF's DW_EH_PE_*); call-site values are never signed LEB.
static bool readEncoded(unsigned Encoding, const uint8_t *&P, uintptr_t &Value) {
  switch (Encoding & 0xf) {
  case 0: Value = readFixed<uintptr_t>(P); return true;
  case 1: Value = static_cast<uintptr_t>(decodeVarint(P)); return true;
  case 2: Value = readFixed<uint16_t>(P); return true;
  case 3: Value = readFixed<uint32_t>(P); return true;
  case 4: Value = readFixed<uint64_t>(P); return true;
  case 10: Value = readFixed<int16_t>(P); return true;
  case 11: Value = readFixed<int32_t>(P); return true;
  case 12: Value = readFixed<int64_t>(P); return true;
  default: return false;
  }
}

/// Is the frame ours, and has it a landing pad for its pc?
static bool hasPad(_Unwind_Context *C) {
  constexpr unsigned Omitted = 0xff;
  uintptr_t Start = _Unwind_GetRegionStart(C) & ~ThumbBit;
  if (!isInstrumented(Start))
    return false;
  auto *P = reinterpret_cast<const uint8_t *>(_Unwind_GetLanguageSpecificData(C));
  if (!P)
    return false;
  uintptr_t Ip = instruction(C), Unused;
  if (unsigned Encoding = *P++; Encoding != Omitted && !readEncoded(Encoding, P, Unused))
    return false;
  if (*P++ != Omitted)
    decodeVarint(P);
  unsigned Encoding = *P++;
  uintptr_t Length = static_cast<uintptr_t>(decodeVarint(P));
  const uint8_t *End = P + Length;
  while (P < End) {
    uintptr_t Begin, Size, Pad;
    if (!readEncoded(Encoding, P, Begin) || !readEncoded(Encoding, P, Size) || !readEncoded(Encoding, P, Pad))
      return false;
    decodeVarint(P); // action
    if (Ip < Start + Begin)
      return false;
    if (Ip < Start + Begin + Size)
      return Pad != 0;
  }
  return false;
}

//===--- Walking -----------------------------------------------------------===//

static _Unwind_Reason_Code visitFrame(_Unwind_Context *C, void *Arg) {
  Walk &W = *static_cast<Walk *>(Arg);
  uintptr_t Frame = frameAddress(C);
  if (W.Base && Frame >= W.Base) {
    W.AtBase = true;
    return _URC_END_OF_STACK;
  }
  if (W.Way.closes(C))
    return _URC_END_OF_STACK;
  if (!W.Started) {
    // The runtime's own frames are younger. Targets differ by a delay slot in what a return address is.
    uintptr_t Ip = _Unwind_GetIP(C) & ~ThumbBit;
    if (Ip - W.From + 8 > 16)
      return _URC_NO_REASON;
    W.Started = true;
    W.First = Frame;
  }
  if (!hasPad(C)) {
    unwind::Obstacle Found;
    Found.Function = _Unwind_GetRegionStart(C) & ~ThumbBit;
    Found.Frame = Frame;
    if (!W.Blocked)
      W.Youngest = Found;
    W.Blocked = true;
    if (!W.Visit)
      return _URC_END_OF_STACK;
    W.Visit(W.Ctx, Found);
  }
  return _URC_NO_REASON;
}

static void walk(Walk &W, const void *ReturnAddress) {
  W.From = reinterpret_cast<uintptr_t>(__builtin_extract_return_addr(const_cast<void *>(ReturnAddress))) & ~ThumbBit;
  _Unwind_Backtrace(visitFrame, &W);
}

void unwind::obstacles(const Thread &T, const void *ReturnAddress, void (*Visit)(void *Ctx, const Obstacle &O), void *Ctx) {
  Walk W(T.Base);
  W.Visit = Visit;
  W.Ctx = Ctx;
  walk(W, ReturnAddress);
  if (!W.Started || (!W.AtBase && !W.Blocked)) // the unwinder came to its end before
    Visit(Ctx, Obstacle());
}

bool unwind::check(const Thread &T, const void *ReturnAddress, Obstacle &Found, size_t &Bytes) {
  Walk W(T.Base);
  walk(W, ReturnAddress);
  Found = W.Youngest;
  Bytes = T.Base - W.First;
  return W.Started && W.AtBase && !W.Blocked;
}

namespace {
struct OwnSearch {
  uintptr_t &Function, &Oldest;
  Circle Way;
};
} // namespace

static _Unwind_Reason_Code visitAny(_Unwind_Context *C, void *Arg) {
  auto &Search = *static_cast<OwnSearch *>(Arg);
  if (Search.Way.closes(C))
    return _URC_END_OF_STACK;
  Search.Oldest = frameAddress(C);
  if (uintptr_t Ip = instruction(C); unwind::isOwnCode(Ip))
    Search.Function = _Unwind_GetRegionStart(C) & ~ThumbBit;
  return _URC_NO_REASON;
}

void unwind::findOwn(uintptr_t &Function, uintptr_t &Oldest) {
  OwnSearch Search{Function, Oldest, {}};
  _Unwind_Backtrace(visitAny, &Search);
}

namespace {
struct CallerSearch {
  Thread &T;
  int Depth;
};
} // namespace

static _Unwind_Reason_Code findCaller(_Unwind_Context *C, void *Arg) {
  auto &Search = *static_cast<CallerSearch *>(Arg);
  if (Search.Depth++ < 1)
    return _URC_NO_REASON;
  Search.T.Base = frameAddress(C);
  return _URC_END_OF_STACK;
}

__attribute__((noinline)) void unwind::setBase(Thread &T) {
  CallerSearch Search{T, 0};
  _Unwind_Backtrace(findCaller, &Search);
  __asm__ volatile(""); // not a tail call: this frame is counted
}

bool unwind::prepare(Thread &Main) {
  setBase(Main);
  return listFunctions();
}

//===--- Taking down -------------------------------------------------------===//

static _Unwind_Reason_Code stopAtBase(int, _Unwind_Action Action, ExceptionClass, _Unwind_Exception *, _Unwind_Context *C,
                                      void *) {
  if ((Action & _UA_END_OF_STACK) || frameAddress(C) >= S.TakenDown->Base)
    longjmp(S.TakenDown->AtBase, 1);
  return _URC_NO_REASON;
}

void *unwind::exceptionObject() { return &S.Exception; }

void unwind::takeDown(Thread &T) {
  S.TakenDown = &T;
  memset(&S.Exception, 0, sizeof S.Exception);
  _Unwind_ForcedUnwind(&S.Exception, reinterpret_cast<_Unwind_Stop_Fn>(reinterpret_cast<void (*)()>(stopAtBase)), nullptr);
  port::exitNow(1); // only a damaged unwind table leads here; the parent reports the failed save
}
