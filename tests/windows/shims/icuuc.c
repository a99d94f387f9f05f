/* Windows' own icuuc.dll (Windows 10 1703 and newer), which Wine lacks: it says that there is no converter.
   Qt asks it for encodings other than Unicode and Latin-1, which the program leaves to Python. Proof only: never shipped. */
#define NOTHING(name) __declspec(dllexport) void *name(void) { return 0; }

__declspec(dllexport) void *ucnv_open(const char *name, int *error) { (void)name; if (error) *error = 2 /* U_MISSING_RESOURCE_ERROR */; return 0; }
NOTHING(ucnv_close) NOTHING(UCNV_FROM_U_CALLBACK_SUBSTITUTE) NOTHING(UCNV_TO_U_CALLBACK_SUBSTITUTE) NOTHING(ucnv_reset)
NOTHING(ucnv_getMaxCharSize) NOTHING(ucnv_getName) NOTHING(ucnv_getToUCallBack) NOTHING(ucnv_getFromUCallBack)
NOTHING(ucnv_setToUCallBack) NOTHING(ucnv_setFromUCallBack) NOTHING(ucnv_cbToUWriteUChars) NOTHING(ucnv_toUnicode)
NOTHING(ucnv_cbFromUWriteUChars) NOTHING(ucnv_toUCountPending) NOTHING(ucnv_fromUCountPending)
NOTHING(ucnv_getStandardName) NOTHING(ucnv_getAvailableName) NOTHING(ucnv_countAvailable) NOTHING(ucnv_fromUnicode)
