/*
 * start_x86_64.S - the first instructions of the released program
 *
 * A program that is placed at random writes its own tables of addresses before anything else, and
 * each page of them is copied at its first write: one fault of the processor for each. In a virtual
 * machine a fault is dear. So the kernel is asked once for all these pages, ready to be written
 * (MADV_POPULATE_WRITE, since Linux 5.14), and for those of variables behind them; and for what is
 * read of the file: from its beginning to the last function that common verbs use (layout.ld). Where
 * it does not know that, nothing is lost.
 *
 * Nothing is relocated yet, so this is no C. libc's own start wants the stack as it was, and no
 * register.
 */
	.globl	berth_start
	.type	berth_start, @function
	.hidden	__init_array_start
	.hidden	_end
	.hidden	__ehdr_start
	.hidden	often_end
	.text
berth_start:
	lea	__init_array_start(%rip), %rdi	/* what is written begins here */
	and	$-4096, %rdi
	lea	_end(%rip), %rsi
	sub	%rdi, %rsi
	mov	$23, %edx			/* MADV_POPULATE_WRITE */
	mov	$28, %eax			/* madvise() */
	syscall
	lea	__ehdr_start(%rip), %rdi
	lea	often_end(%rip), %rsi
	sub	%rdi, %rsi
	mov	$22, %edx			/* MADV_POPULATE_READ */
	mov	$28, %eax
	syscall
	lea	-0x3000(%rsp), %rdi		/* the stack, as deep as a verb goes */
	and	$-4096, %rdi
	mov	$0x3000, %esi
	mov	$23, %edx
	mov	$28, %eax
	syscall
	xor	%edx, %edx			/* nothing is to be called at exit */
	jmp	_start
	.size	berth_start, . - berth_start
	.section .note.GNU-stack, "", @progbits
