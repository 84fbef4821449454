/*
 * nothing.c - a program that only ends, or only waits: what is measured is the runtime
 *
 * It is linked without a libc, so that hardly anything of its own is in the figures. With an
 * argument it waits until it is killed.
 */
#include <sys/syscall.h>

static long call(long number, long argument)
{
	long result;

#if defined(__x86_64__)
	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(argument)
			 : "rcx", "r11", "memory");
#elif defined(__aarch64__)
	register long x8 __asm__("x8") = number;
	register long x0 __asm__("x0") = argument;

	__asm__ volatile("svc 0" : "+r"(x0) : "r"(x8) : "memory");
	result = x0;
#else
#error "write two lines for this machine"
#endif
	return result;
}

__attribute__((used)) static void begin(const long *stack)
{
#ifdef SYS_pause
	while (stack[0] > 1)
		call(SYS_pause, 0);
#else
	while (stack[0] > 1)
		call(SYS_ppoll, 0);
#endif
	call(SYS_exit_group, 0);
}

#if defined(__x86_64__)
__asm__(".globl _start\n_start: mov %rsp, %rdi\n\tand $-16, %rsp\n\tcall begin\n");
#elif defined(__aarch64__)
__asm__(".globl _start\n_start: mov x0, sp\n\tbl begin\n");
#endif
