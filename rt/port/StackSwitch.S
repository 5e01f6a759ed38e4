//===- StackSwitch.S - Call a function on another stack ----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// void __cgt_call_on(void (*Function)(void *), void *Argument, void *Top)
//
// Calls Function(Argument) with the stack that ends at Top, a multiple of 64. The frame pointer keeps the caller's stack, and
// unwind information says so: debuggers, _Unwind_Backtrace and forced unwinding pass from the one to the other.
//
//===----------------------------------------------------------------------===//

        .text
        .globl  __cgt_call_on
        .hidden __cgt_call_on

#if defined(__x86_64__)
        .type   __cgt_call_on, @function
__cgt_call_on:
        .cfi_startproc
        push    %rbp
        .cfi_def_cfa_offset 16
        .cfi_offset rbp, -16
        mov     %rsp, %rbp
        .cfi_def_cfa_register rbp
        mov     %rdx, %rsp
        mov     %rdi, %rax
        mov     %rsi, %rdi
        call    *%rax
        mov     %rbp, %rsp
        pop     %rbp
        .cfi_def_cfa rsp, 8
        ret
        .cfi_endproc

#elif defined(__i386__)
        .type   __cgt_call_on, @function
__cgt_call_on:
        .cfi_startproc
        push    %ebp
        .cfi_def_cfa_offset 8
        .cfi_offset ebp, -8
        mov     %esp, %ebp
        .cfi_def_cfa_register ebp
        mov     8(%ebp), %eax
        mov     12(%ebp), %ecx
        mov     16(%ebp), %esp
        sub     $12, %esp
        push    %ecx
        call    *%eax
        mov     %ebp, %esp
        pop     %ebp
        .cfi_def_cfa esp, 4
        ret
        .cfi_endproc

#elif defined(__aarch64__)
        .type   __cgt_call_on, %function
__cgt_call_on:
        .cfi_startproc
        stp     x29, x30, [sp, -16]!
        .cfi_def_cfa_offset 16
        .cfi_offset x29, -16
        .cfi_offset x30, -8
        mov     x29, sp
        .cfi_def_cfa_register x29
        mov     sp, x2
        mov     x9, x0
        mov     x0, x1
        blr     x9
        mov     sp, x29
        ldp     x29, x30, [sp], 16
        .cfi_def_cfa sp, 0
        ret
        .cfi_endproc

#elif defined(__arm__)
        .syntax unified
        .thumb
        .thumb_func
        .type   __cgt_call_on, %function
__cgt_call_on:
        .fnstart
        push    {r7, lr}
        .save   {r7, lr}
        mov     r7, sp
        .setfp  r7, sp
        mov     sp, r2
        mov     r3, r0
        mov     r0, r1
        blx     r3
        mov     sp, r7
        pop     {r7, pc}
        .fnend

#elif defined(__riscv)
        .type   __cgt_call_on, @function
__cgt_call_on:
        .cfi_startproc
        addi    sp, sp, -16
        .cfi_def_cfa_offset 16
        sd      ra, 8(sp)
        .cfi_offset ra, -8
        sd      s0, 0(sp)
        .cfi_offset s0, -16
        addi    s0, sp, 16
        .cfi_def_cfa s0, 0
        mv      sp, a2
        mv      t0, a0
        mv      a0, a1
        jalr    t0
        addi    sp, s0, -16
        ld      ra, 8(sp)
        ld      s0, 0(sp)
        addi    sp, sp, 16
        .cfi_def_cfa sp, 0
        ret
        .cfi_endproc

#elif defined(__s390x__)
        .type   __cgt_call_on, @function
__cgt_call_on:
        .cfi_startproc
        stmg    %r11, %r15, 88(%r15)
        .cfi_offset %r11, -72
        .cfi_offset %r14, -48
        .cfi_offset %r15, -40
        lgr     %r11, %r15
        .cfi_def_cfa_register %r11
        lgr     %r15, %r4
        aghi    %r15, -160
        stg     %r11, 0(%r15)
        lgr     %r1, %r2
        lgr     %r2, %r3
        basr    %r14, %r1
        lgr     %r15, %r11
        .cfi_def_cfa_register %r15
        lmg     %r11, %r15, 88(%r15)
        br      %r14
        .cfi_endproc

#elif defined(__powerpc64__)
        .section .opd, "aw"
        .align  3
__cgt_call_on:
        .quad   .L.cgt_call_on, .TOC.@tocbase, 0
        .previous
        .type   __cgt_call_on, @function
.L.cgt_call_on:
        .cfi_startproc
        mflr    0
        std     0, 16(1)
        std     31, -8(1)
        stdu    1, -128(1)
        .cfi_def_cfa_offset 128
        .cfi_offset 65, 16
        .cfi_offset 31, -8
        mr      31, 1
        .cfi_def_cfa_register 31
        addi    5, 5, -128
        std     1, 0(5)
        mr      1, 5
        std     2, 40(1)
        ld      0, 0(3)
        ld      2, 8(3)
        ld      11, 16(3)
        mtctr   0
        mr      3, 4
        bctrl
        ld      2, 40(1)
        addi    1, 31, 128
        .cfi_def_cfa 1, 0
        ld      0, 16(1)
        ld      31, -8(1)
        mtlr    0
        blr
        .cfi_endproc

#elif defined(__powerpc__)
        .type   __cgt_call_on, @function
__cgt_call_on:
        .cfi_startproc
        mflr    0
        stwu    1, -16(1)
        stw     31, 12(1)
        stw     0, 20(1)
        .cfi_def_cfa_offset 16
        .cfi_offset 65, 4
        .cfi_offset 31, -4
        mr      31, 1
        .cfi_def_cfa_register 31
        addi    5, 5, -16
        stw     1, 0(5)
        mr      1, 5
        mtctr   3
        mr      3, 4
        bctrl
        mr      1, 31
        lwz     0, 20(1)
        lwz     31, 12(1)
        addi    1, 1, 16
        .cfi_def_cfa 1, 0
        mtlr    0
        blr
        .cfi_endproc

#elif defined(__sparc__)
        .type   __cgt_call_on, #function
__cgt_call_on:
        .cfi_startproc
        save    %o2, -(2047 + 176), %sp
        .cfi_window_save
        .cfi_register 15, 31
        .cfi_def_cfa_register 30
        call    %i0
         mov    %i1, %o0
        mov     %o0, %i0
        return  %i7 + 8
         nop
        .cfi_endproc

#elif defined(__mips__)
        .set    noreorder
        .type   __cgt_call_on, @function
        .ent    __cgt_call_on
__cgt_call_on:
        .cfi_startproc
        addiu   $sp, $sp, -32
        .cfi_def_cfa_offset 32
        sw      $31, 28($sp)
        .cfi_offset 31, -4
        sw      $30, 24($sp)
        .cfi_offset 30, -8
        move    $30, $sp
        .cfi_def_cfa_register 30
        addiu   $sp, $6, -32
        move    $25, $4
        jalr    $25
         move   $4, $5
        move    $sp, $30
        lw      $31, 28($sp)
        lw      $30, 24($sp)
        jr      $31
         addiu  $sp, $sp, 32
        .cfi_endproc
        .end    __cgt_call_on
#else
#error "this processor has no switch of stacks yet"
#endif

        .section .note.GNU-stack, "", %progbits
