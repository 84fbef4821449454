/*
 * start_x86_64.S - the first instructions of the released program
 *
 * A program that is placed at random writes its own tables of addresses before anything else, and
 * each page of them is copied at its first write: one fault of the processor for each, twice where
 * berth runs again from a protected mount. In a virtual machine a fault is dear. So the kernel is
 * asked once for all these pages, ready to be written (MADV_POPULATE_WRITE, since Linux 5.14), and for
 * those of variables behind them. Where it does not know that, nothing is lost.
 *
 * What is only read is mapped in the same way, all of it at once (MADV_POPULATE_READ): the kernel does so
 * by itself for 64 KiB around each fault, which is a dozen faults of those that remain.
 *
 * Nothing is relocated yet, so this is no C. libc's own start wants the stack as it was, and no
 * register.
 */
	.globl	berth_start
	.type	berth_start, @function
	.hidden	__ehdr_start
	.hidden	__init_array_start
	.hidden	_end
	.text
berth_start:
	lea	__ehdr_start(%rip), %rdi	/* instructions and constants are before that */
	lea	__init_array_start(%rip), %rsi
	and	$-4096, %rsi
	sub	%rdi, %rsi
	mov	$22, %edx			/* MADV_POPULATE_READ */
	mov	$28, %eax			/* madvise() */
	syscall
	lea	__init_array_start(%rip), %rdi	/* what is written begins here */
	and	$-4096, %rdi
	lea	_end(%rip), %rsi
	sub	%rdi, %rsi
	mov	$23, %edx			/* MADV_POPULATE_WRITE */
	mov	$28, %eax			/* madvise() */
	syscall
	lea	-0x3000(%rsp), %rdi		/* the stack, as deep as a verb goes */
	and	$-4096, %rdi
	mov	$0x3000, %esi
	mov	$28, %eax
	syscall
	xor	%edx, %edx			/* nothing is to be called at exit */
	jmp	_start
	.size	berth_start, . - berth_start
	.section .note.GNU-stack, "", @progbits
