/* Starts the program: finds python311.dll in the launcher's own folder and hands it `-m divide_app`.

   Built twice by build.py: kakehashi.exe (WINDOWED, for people) and divide-app.exe (console, for scripts and the Task
   Scheduler). Nothing outside the folder is read: no registry, no PYTHON* variables, no user site (-I and
   python311._pth). */

#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

#ifndef LONGEST
#define LONGEST 0 /* characters of the longest path inside the folder; build.py counts them */
#endif
#define MOST_PATH 259 /* MAX_PATH without its end: the longest name every part of Windows takes */

/* Without these Python ends before a line of ours runs; divide_app/__main__.py tells of every other part. */
static const wchar_t *const FIRST[] = {
    L"python311.dll",
    L"vcruntime140.dll",
    L"vcruntime140_1.dll",
    L"python311.zip",
    L"python311._pth",
    L"Lib\\site-packages\\divide_app\\__init__.py",
    L"Lib\\site-packages\\divide_app\\__main__.py",
    L"Lib\\site-packages\\divide_app\\foundation\\__init__.py",
    L"Lib\\site-packages\\divide_app\\foundation\\streams.py",
};

typedef int (*PyMain)(int, wchar_t **);

static int refuse(const wchar_t *text)
{
#ifdef WINDOWED
    MessageBoxW(NULL, text, L"かけはし", MB_OK | MB_ICONERROR | MB_SETFOREGROUND);
#else
    HANDLE out = GetStdHandle(STD_ERROR_HANDLE);
    DWORD done, mode;
    if (out != NULL && out != INVALID_HANDLE_VALUE) {
        if (GetConsoleMode(out, &mode)) {
            WriteConsoleW(out, text, (DWORD)wcslen(text), &done, NULL);
            WriteConsoleW(out, L"\r\n", 2, &done, NULL);
        } else {
            char bytes[2048];
            int size = WideCharToMultiByte(GetACP(), 0, text, -1, bytes, sizeof bytes, NULL, NULL);
            if (size > 1)
                WriteFile(out, bytes, (DWORD)(size - 1), &done, NULL);
            WriteFile(out, "\r\n", 2, &done, NULL);
        }
    }
#endif
    return 3; /* the trouble of this PC, as the command-line contract numbers it */
}

static int refuse_part(const wchar_t *name)
{
    wchar_t text[512];
    swprintf(text, sizeof text / sizeof *text,
             L"かけはしの部品 %ls が見つからないか、こわれています。データには何も起きていません。\n"
             L"配られたフォルダーごと写し直すか、インストールし直してください。",
             name);
    return refuse(text);
}

static wchar_t *own_folder(void)
{
    DWORD room = 1024;
    for (;;) {
        wchar_t *path = malloc(room * sizeof *path);
        if (path == NULL)
            return NULL;
        DWORD size = GetModuleFileNameW(NULL, path, room);
        if (size == 0) {
            free(path);
            return NULL;
        }
        if (size < room) {
            wchar_t *end = wcsrchr(path, L'\\');
            if (end != NULL)
                *end = 0;
            return path;
        }
        free(path);
        room *= 2;
    }
}

static int start(int argc, wchar_t **argv)
{
    wchar_t *folder = own_folder();
    if (folder == NULL)
        return refuse(L"かけはしのフォルダーの場所が分かりません。フォルダーごと写し直してから、もう一度開いてください。");
    size_t deep = wcslen(folder);
    if (deep + 1 + LONGEST > MOST_PATH)
        return refuse(L"かけはしのフォルダーが深すぎる場所にあり、一部のファイルを開けません。データには何も起きていません。\n"
                      L"フォルダーごと、デスクトップなど浅い場所(名前の短い場所)へ移してから、もう一度開いてください。");
    size_t room = deep + 1 + 64;
    wchar_t *library = malloc(room * sizeof *library);
    wchar_t **words = malloc((size_t)(argc + 4) * sizeof *words);
    if (library == NULL || words == NULL)
        return refuse(L"メモリーが足りません。ほかのプログラムを閉じてから、もう一度開いてください。");
    for (size_t i = sizeof FIRST / sizeof *FIRST; i-- > 0;) { /* the library last: its name stays for what follows */
        swprintf(library, room, L"%ls\\%ls", folder, FIRST[i]);
        if (GetFileAttributesW(library) == INVALID_FILE_ATTRIBUTES)
            return refuse_part(FIRST[i]);
    }
    HMODULE python = LoadLibraryExW(library, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    PyMain main_of_python = python == NULL ? NULL : (PyMain)(void *)GetProcAddress(python, "Py_Main");
    if (main_of_python == NULL)
        return refuse_part(L"python311.dll");
    int n = 0;
    words[n++] = argv[0];
    words[n++] = L"-I";
    words[n++] = L"-m";
    words[n++] = L"divide_app";
    for (int i = 1; i < argc; i++)
        words[n++] = argv[i];
    words[n] = NULL;
    return main_of_python(n, words);
}

#ifdef WINDOWED
int WINAPI wWinMain(HINSTANCE self, HINSTANCE before, wchar_t *line, int show)
{
    (void)self, (void)before, (void)line, (void)show;
    return start(__argc, __wargv);
}
#else
int wmain(int argc, wchar_t **argv)
{
    return start(argc, argv);
}
#endif
