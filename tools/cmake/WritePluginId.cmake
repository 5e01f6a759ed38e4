#===- WritePluginId.cmake - Tells one build of the plugin from another ------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# cmake -DPLUGIN=libcgt.so -DOUTPUT=PluginId.cpp -P WritePluginId.cmake
#
#===------------------------------------------------------------------------===#

file(SHA256 ${PLUGIN} hash)
string(SUBSTRING ${hash} 0 16 hash)
file(WRITE ${OUTPUT} "extern const char CgtPluginId[];\nconst char CgtPluginId[] = \"plugin ${hash}\";\n")
