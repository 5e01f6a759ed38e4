//===- Personality.cpp - Pads are for captures ------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The personality routine of functions with save pads. Whoever else unwinds a stack, as pthread_exit() and pthread_cancel() do and exceptions of C++,
// passes them by.
//
//===----------------------------------------------------------------------===//

#include "save/Unwind.h"

#include <unwind.h>

using namespace cgt;

extern "C" {
#if defined(__ARM_EABI__)

_Unwind_Reason_Code __gcc_personality_v0(_Unwind_State, _Unwind_Exception *, _Unwind_Context *);
_Unwind_Reason_Code __gnu_unwind_frame(_Unwind_Exception *, _Unwind_Context *);

_Unwind_Reason_Code __cgt_personality(_Unwind_State State, _Unwind_Exception *Exception, _Unwind_Context *Context) {
  if (Exception == unwind::exceptionObject())
    return __gcc_personality_v0(State, Exception, Context);
  return __gnu_unwind_frame(Exception, Context) == _URC_OK ? _URC_CONTINUE_UNWIND : _URC_FAILURE;
}

#else

_Unwind_Reason_Code __gcc_personality_v0(int, _Unwind_Action, _Unwind_Exception_Class, _Unwind_Exception *, _Unwind_Context *);

_Unwind_Reason_Code __cgt_personality(int Version, _Unwind_Action Action, _Unwind_Exception_Class Class,
                                      _Unwind_Exception *Exception, _Unwind_Context *Context) {
  if (Exception == unwind::exceptionObject())
    return __gcc_personality_v0(Version, Action, Class, Exception, Context);
  return _URC_CONTINUE_UNWIND;
}

#endif
}
