// __CGT__ is a number made of the version wherever cgt-cc runs clang, under -E and -save-temps too, and the same by the plugin
// alone; with both, nothing is defined anew.
//
// RUN: %cgt-cc -Weverything -Werror -E %s | FileCheck %s --check-prefix=YES
// RUN: %cgt-cc -Weverything -Werror -c -S -emit-llvm %s -o - | FileCheck %s --check-prefix=IR
// RUN: %clang_cgt -Weverything -Werror -S -emit-llvm %s -o - | FileCheck %s --check-prefix=IR
// RUN: %cgt-cc -fplugin-arg-cgt-checkpoints=yes -fplugin-arg-cgt-checkpoints=no -E %s | FileCheck %s --check-prefix=TAGS
// RUN: %clang_cgt -fplugin-arg-cgt-checkpoints=no -S -emit-llvm %s -o - | FileCheck %s --check-prefix=TAGS-IR
// RUN: %cgt-cc -M %s -MF %t.d && %cgt-cc -fsyntax-only -Werror -Weverything %s
// YES: int version = 100;
// YES-NOT: tags_only
// IR: @version = {{.*}}global {{.*}}i32 100
// TAGS-NOT: version
// TAGS: int tags_only = 100;
// TAGS-IR: @tags_only = {{.*}}global i32 100
//
// Where clang goes on with a file of IR, the pass runs all the same.
// RUN: rm -rf %t.temps && mkdir %t.temps && cd %t.temps && cp %s unit.c
// RUN: %cgt-cc -O2 -Werror -save-temps -c unit.c -o saved.o && %cgt-cc -O2 -c unit.c -o plain.o && cmp saved.o plain.o
// RUN: FileCheck %s --check-prefix=YES < unit.i
// RUN: %cgt-cc -O2 -c -emit-llvm -Xclang -disable-llvm-passes unit.c -o unit.bc && %cgt-cc -O2 -c unit.bc -o ir.o
// RUN: llvm-nm ir.o | FileCheck %s --check-prefix=OBJECT
// OBJECT-NOT: __cgt_unit_notes
// OBJECT: again.resume
//
// What tells one build of the plugin from another is part of cgt-cc.
// RUN: sha256sum %build/lib/libcgt.so > %t.versions && %cgt-cc --version >> %t.versions
// RUN: FileCheck %s --check-prefix=VERSION < %t.versions
// VERSION: [[ID:^................]]{{[0-9a-f]+}}  {{.*}}/lib/libcgt.so
// VERSION: clang version 19
// VERSION: {{^}}CGT 0.1.0 (plugin [[ID]]){{$}}

#ifdef __CGT__
extern int version;
int version = __CGT__;
#endif
#ifdef __CGT_TAGS_ONLY__
extern int tags_only;
int tags_only = __CGT_TAGS_ONLY__;
#endif
int again(int n);
int again(int n) { return n > 3 ? again(n - 1) + 1 : n; }
