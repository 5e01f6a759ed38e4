# rt/kernels' own sources, relative to rt/kernels, and the instruction sets that they are compiled for.
set(CGT_KERNEL_SOURCES Select.cpp)
set(CGT_KERNEL_X86_SOURCES ShuffleSSSE3.cpp ShuffleVBMI.cpp)
set(CGT_KERNEL_AARCH64_SOURCES ShuffleNEON.cpp)
set(CGT_KERNEL_FLAGS_ShuffleSSSE3.cpp -mssse3)
set(CGT_KERNEL_FLAGS_ShuffleVBMI.cpp -mavx512f -mavx512bw -mavx512vl -mavx512vbmi -mgfni)
