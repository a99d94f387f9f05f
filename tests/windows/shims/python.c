/* A Python with which the proof asks the copied folder: the folder's own python311.dll and libraries. Never shipped. */
#include <wchar.h>
int Py_Main(int argc, wchar_t **argv);
int wmain(int argc, wchar_t **argv) { return Py_Main(argc, argv); }
