# rt/kernels' own sources, relative to rt/kernels, and the instruction sets that they are compiled for.
set(CGT_KERNEL_SOURCES Select.cpp)
set(CGT_KERNEL_X86_SOURCES ShuffleSSSE3.cpp ShuffleAVX2.cpp ShuffleVBMI.cpp)
set(CGT_KERNEL_AARCH64_SOURCES ShuffleNEON.cpp)
set(CGT_KERNEL_FLAGS_ShuffleSSSE3.cpp -mssse3)
# All that Highway's AVX2 stands for, of which Select.cpp asks.
set(CGT_KERNEL_FLAGS_ShuffleAVX2.cpp -mavx2 -mbmi -mbmi2 -mfma -mf16c -maes -mpclmul)
set(CGT_KERNEL_FLAGS_ShuffleVBMI.cpp -mavx512f -mavx512bw -mavx512vl -mavx512vbmi -mgfni -falign-loops=64)
