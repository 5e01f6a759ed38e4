# ===- bad-options.py - Each of these is refused ----------------------------===#
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# bad-options.py PROGRAM: status 88, one error that names the key, nothing on standard output.
#
# ===------------------------------------------------------------------------===#

import subprocess
import sys

BAD = """
save               save=              save='x            save='x''          save='x'y          save=x'y
sav=x              SAVE=x             save =x            at_poll=0          at_poll=           at_poll=-1
at_poll=1x         at_poll=0x10       at_poll=+1         at_poll=18446744073709551616          every_polls=0
every_polls=1.5    interval=0         interval=.         interval=1e3       interval=1.2.3     interval=-1
interval=inf       interval=0.0000001 save=x:signal=USR  save=x:signal=10   save=x:signal=usr1 save=x:signal=KILL
save=x:signal=STOP save=x:signal=SIG  save=x:signal=     save=x:signal=TERM:exit_signal=TERM   after=stop
save=x:exit_signal= save=x:exit_signal=TERM, save=x:exit_signal=,TERM save=x:exit_signal=TERM,,INT save=x:exit_signal=TERM,KILL
save=x:exit_signal=TERM+INT save=x:exit_signal=none,TERM save=x:signal=INT:exit_signal=TERM,INT
after=exi          after=exitt        compress=20        compress=-1        compress=          verify=none
verify=FULL        lossy=double       lossy=             keep=0             save=x:keep=3      keep=3
verbosity=3        verbosity=         restore=           restore_or_start=  stats=             =x
ckpt=              save=x:ckpt=y      restore=x:ckpt=y   ckpt=x.%p          ckpt=x:keep=2      stats=%{UNSET}     save=%{UNSET
""".split()


def main(program):
    for text in BAD:
        result = subprocess.run([program], env={"CGT_OPTIONS": text}, capture_output=True, text=True, check=False)
        lines = result.stderr.splitlines()
        key = text.split(":")[-1].split("=")[0]
        good = result.returncode == 88 and not result.stdout and len(lines) == 1
        if not good or not lines[0].startswith("cgt: error: CGT_OPTIONS: ") or "'%s'" % key not in lines[0]:
            sys.exit("%s: status %d, %r" % (text, result.returncode, result.stderr))
    print("%d refused" % len(BAD))


main(sys.argv[1])
