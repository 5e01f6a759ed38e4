# ===- runtime-symbols.py - What the runtime needs and what it defines -------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# runtime-symbols.py NM FOLDER LIST [LIBRARY]: FOLDER has TRIPLE/LIBRARY, libcgt_rt.a if none is given. Each library may need
# the symbols in LIST, and may define only names that no program uses; of malloc's family, libcgt_rt.a only.
#
# ===------------------------------------------------------------------------===#

import os
import re
import subprocess
import sys

# The linker's, and libgcc's helpers for arithmetic and unwinding.
COMPILER = re.compile(
    r"_GLOBAL_OFFSET_TABLE_|\.TOC\.|_gp_disp|__stack_chk_.*|__(start|stop)_cgt_\w+|"
    r"__[a-z]*(div|mod|mul|shl|shr|ashr|ashl|lshr|cmp|ucmp|clz|ctz|popcount|bswap)[a-z]*[sdt]i[234]|"
    r"__(fix|float|extend|trunc|add|sub|mul|div|eq|ne|lt|le|gt|ge)\w*[sdtx]f\w*|"
    r"__aeabi_\w+|__(udivdi3|umoddi3|divdi3|moddi3)|_Unwind_\w+|__gnu_unwind_frame|__gcc_personality_v0|"
    r"_(save|rest)(gpr|fpr)\w*|__aarch64_(cas|swp|ldadd|ldclr|ldset|ldeor)[0-9]\w*|_dl_\w+|_DYNAMIC|_end|__ehdr_start|__executable_start|_Qp_\w+"
)

# What rt/units has for programs with OpenMP needs, which are linked with its library.
OPENMP = re.compile(r"[ok]mp_\w+")

# What the runtime adds to a program's name space: our prefixes, our C++ namespace, malloc's family, and, weak, what rt/units
# has, with the compiler's reference to the personality.
DEFINED = re.compile(r"(__)?cgt_\w+|DW\.ref\.__(gcc|cgt)_personality\w*|_ZN?K?[0-9]*K?3cgt\w*|_ZZ?N?K?3cgt\w*")
HEAP = re.compile(
    r"malloc|calloc|realloc|reallocarray|free|cfree|aligned_alloc|memalign|posix_memalign|valloc|pvalloc|"
    r"malloc_usable_size|malloc_trim|malloc_stats|malloc_info|mallopt|mallinfo2?"
)


UNITS = re.compile(
    r"s?rand|s?random|(init|set)state|([demjln]rand|srand|seed|lcong)48|strtok|getopt|getopt_long|getopt_long_only|__posix_getopt|"
    r"opt(arg|ind|err|opt)|qsort|qsort_r|bsearch|l(find|search)|t(search|find|delete|walk|walk_r|destroy)|h(create|destroy|search)(_r)?"
)


def names(nm, library, *options):
    command = [nm, "--extern-only", "--just-symbol-name", "--quiet", *options, library]
    lines = subprocess.check_output(command, text=True).splitlines()
    return {line.strip() for line in lines if line.strip() and not line.endswith(":")}


def main(nm, folder, allowed_file, name="libcgt_rt.a"):
    with open(allowed_file, encoding="utf-8") as lines:
        allowed = {line.strip() for line in lines if line.strip() and not line.startswith("#")}
    wrong = []
    triples = sorted(os.listdir(folder))
    for triple in triples:
        library = os.path.join(folder, triple, name)
        defined = names(nm, library, "--defined-only")
        needed = names(nm, library, "--undefined-only") - defined
        wrong += ["%s: needs %s" % (triple, s) for s in sorted(needed - allowed) 
                  if not COMPILER.fullmatch(s) and not OPENMP.fullmatch(s)]
        wrong += ["%s: defines %s" % (triple, s) for s in sorted(defined)
                  if not DEFINED.fullmatch(s) and not (name == "libcgt_rt.a" and (HEAP.fullmatch(s) or UNITS.fullmatch(s)))]
    print("\n".join(wrong + ["%d libraries, %d findings" % (len(triples), len(wrong))]))
    return 1 if wrong or not triples else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
