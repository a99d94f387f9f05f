/* Windows' own bcryptprimitives.dll, which Debian 12's Wine lacks: the one function Rust's standard library asks it for,
   answered by the random numbers of advapi32. Proof only: never shipped. */
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL ProcessPrng(PBYTE data, SIZE_T length) { return RtlGenRandom(data, (ULONG)length); }
