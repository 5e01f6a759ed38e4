#===- paper.py - The paper's own figures ---------------------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Solaris is a SUN E3500 (330 MHz UltraSparc), Linux a PC (550 MHz Pentium III).
#
#===----------------------------------------------------------------------===#

# Curves without numbers: what the text says of them.
FIGURES = {
    6: 'For scalar types, such as char, short, int, long and double, the PVM\'s XDR implementation (PVM-XDR) is slower than '
       'CGT-RMR, which is even faster in homogeneous environments since no conversion actually occurs.',
    7: 'In homogeneous environments CGT-RMR demonstrates virtually no cost and excellent scalability. In heterogeneous '
       'environments CGT-RMR incurs a little more overhead, shown by the top two curves. The four curves in the middle are '
       'from PVM-XDR.',
    9: 'In a homogeneous environment, CGT-RMR causes virtually no overhead. Its heterogeneous cases, the top two curves start '
       'merging with the 4 PVM-XDR curves.',
}

# State size in bytes; then microseconds: save files, read files, send socket, convert stack, convert heap, update pointers.
TABLE1 = {
    'FFT 1024': {'Solaris → Solaris': (78016, 96760, 24412, 26622, 598, 1033, 364),
                 'Linux → Solaris': (78024, 48260, 24492, 29047, 1581, 57218, 459),
                 'Solaris → Linux': (78016, 96760, 13026, 16948, 923, 28938, 443),
                 'Linux → Linux': (78024, 48260, 13063, 17527, 387, 700, 399)},
    'LU-c 512': {'Solaris → Solaris': (2113139, 2507354, 4954588, 4939845, 589, 27534, 5670612),
                 'Linux → Solaris': (2113170, 1345015, 4954421, 5230449, 1492, 3158140, 6039699),
                 'Solaris → Linux': (2113139, 2507354, 7011277, 7045671, 863, 2247536, 8619415),
                 'Linux → Linux': (2113170, 1345015, 7058531, 7131833, 385, 19158, 8103707)},
    'LU-n 128': {'Solaris → Solaris': (135284, 165840, 51729, 53212, 528, 2359, 306),
                 'Linux → Solaris': (135313, 85053, 51501, 62003, 1376, 103735, 322),
                 'Solaris → Linux': (135284, 165840, 40264, 44901, 837, 52505, 359),
                 'Linux → Linux': (135313, 85053, 40108, 56695, 357, 1489, 377)},
    'MatMult 128': {'Solaris → Solaris': (397259, 501073, 166539, 164324, 136, 2561, 484149),
                    'Linux → Solaris': (397283, 252926, 120229, 220627, 385, 306324, 639281),
                    'Solaris → Linux': (397259, 501073, 166101, 129457, 862, 604161, 482380),
                    'Linux → Linux': (397283, 252926, 120671, 130107, 100, 3462, 640072)},
}
