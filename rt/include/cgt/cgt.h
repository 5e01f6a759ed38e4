/*===- cgt.h - Checkpoints from a program's own code ----------------*- C -*-===*\
|*
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|* Optional: a program needs no change to be checkpointed. Compiled without
|* libcgt.so, everything here does nothing. C89.
|*
\*===----------------------------------------------------------------------===*/

#ifndef CGT_CGT_H
#define CGT_CGT_H

/* The plugin predefines __CGT__; under -E, where it can't, its attributes tell
   that it is there. __CGT_TAGS_ONLY__: it makes the tags of rmr.h only. */
#if defined(__CGT__)
#define CGT_ENABLED 1
#elif defined(__has_attribute) && !defined(__CGT_TAGS_ONLY__)
#if __has_attribute(cgt_transient)
#define CGT_ENABLED 1
#endif
#endif
#ifndef CGT_ENABLED
#define CGT_ENABLED 0
#endif

#if CGT_ENABLED

/** A function in which no checkpoint happens. It may still call others that
    are checkpointed. */
#define CGT_NO_POLL __attribute__((cgt_no_poll))
/** A variable that isn't saved: zero after a resume. */
#define CGT_TRANSIENT __attribute__((cgt_transient))
/** On a union member or type: Expression tells which member is live, as
    kind == 1 ? number : kind == 2 ? text : 0. */
#define CGT_ACTIVE(Expression) CGT_ACTIVE_TEXT(Expression)
#define CGT_ACTIVE_TEXT(Expression) __attribute__((cgt_active(#Expression)))

#ifdef __cplusplus
extern "C" {
#endif

/** A checkpoint may happen here, if one has been asked for. */
void cgt_poll(void);

/** Saves now. Returns 0 after saving, 1 when resumed from it, less than 0 on
    failure or when the program was started without save=. */
int cgt_checkpoint(void);

/** Polls reached by this process, -1 when they aren't counted (they are with
    at_poll, every_polls or stats). */
long cgt_polls(void);

/** Function(Argument) runs in the copy of the program that is written: what it
    changes is in the image and not in the running program. Registrations
    travel in the image. */
void cgt_on_save(void (*Function)(void *), void *Argument);

/** Function(Argument) runs in the resumed program before its code goes on. */
void cgt_on_resume(void (*Function)(void *), void *Argument);

/** Object is one of a library that wasn't compiled with CGT. Describe(Object)
    runs in the copy of the program that is written and returns what the object
    is, in a block of malloc() of the program's own types; NULL: nothing is
    saved. Make(Description, Place) runs in the resumed program and returns the
    object made from that; NULL: the program isn't resumed. Place is where the
    object is if its memory is the program's own, and NULL if it is the
    library's: then each pointer to the old object is one to the new one
    afterwards. 0, or -1 if it isn't registered: memory is out. */
int cgt_resource(void *Object, void *(*Describe)(void *), void *(*Make)(void *, void *));
/** To be called before a registered object is freed. */
void cgt_resource_end(void *Object);

#ifdef __cplusplus
}
#endif

#else /* without the plugin */

#define CGT_NO_POLL
#define CGT_TRANSIENT
#define CGT_ACTIVE(Expression)

#if defined(__cplusplus)
#define CGT_STUB static inline
#elif defined(__GNUC__)
#define CGT_STUB static __inline__
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 199901L
#define CGT_STUB static inline
#else
#define CGT_STUB static
#endif

CGT_STUB void cgt_poll(void) {}
CGT_STUB int cgt_checkpoint(void) { return -1; }
CGT_STUB long cgt_polls(void) { return -1; }
CGT_STUB void cgt_on_save(void (*Function)(void *), void *Argument) {
  (void)Function;
  (void)Argument;
}
CGT_STUB void cgt_on_resume(void (*Function)(void *), void *Argument) {
  (void)Function;
  (void)Argument;
}

CGT_STUB int cgt_resource(void *Object, void *(*Describe)(void *), void *(*Make)(void *, void *)) {
  (void)Object;
  (void)Describe;
  (void)Make;
  return -1;
}
CGT_STUB void cgt_resource_end(void *Object) { (void)Object; }

#undef CGT_STUB

#endif /* CGT_ENABLED */

#endif /* CGT_CGT_H */
