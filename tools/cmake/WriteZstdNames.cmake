#===- WriteZstdNames.cmake - Pragmas that give zstd's symbols a prefix ------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# cmake -DNM=llvm-nm -DOBJECTS=a.o;b.o -DOUTPUT=header -P WriteZstdNames.cmake
#
#===------------------------------------------------------------------------===#

execute_process(COMMAND ${NM} --defined-only --extern-only --just-symbol-name --quiet ${OBJECTS}
  OUTPUT_VARIABLE output RESULT_VARIABLE result)
string(REGEX MATCHALL "[A-Za-z_][A-Za-z0-9_]*\n" names "${output}")
if(NOT result EQUAL 0 OR NOT names)
  message(FATAL_ERROR "can't read the symbols of zstd's objects")
endif()
list(SORT names)
list(REMOVE_DUPLICATES names)
set(text "")
foreach(name IN LISTS names)
  string(STRIP ${name} name)
  string(APPEND text "#pragma redefine_extname ${name} cgt_${name}\n")
endforeach()
file(WRITE ${OUTPUT} "${text}")
