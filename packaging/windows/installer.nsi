; The installer of かけはし: one user, no administrator rights, nothing outside the user's own folders and HKCU.
; build.py gives VERSION, SOURCE (the finished folder), TARGET, SCRATCH (own_files.nsh), LONGEST and SIZE_KB.
; /S installs silently, /D=FOLDER (last, without quotes) chooses the folder. Exit: 0 done, 1 given up, 2 refused.
Target amd64-unicode
Unicode true
ManifestDPIAware true
ManifestLongPathAware true
RequestExecutionLevel user
!ifdef QUICK
SetCompressor /SOLID zlib
!else
SetCompressor /SOLID lzma
!endif
SetCompressorDictSize 64
SetDateSave on
Name "かけはし"
OutFile "${TARGET}"
InstallDir "$LOCALAPPDATA\Programs\Kakehashi"
InstallDirRegKey HKCU "Software\Kakehashi" "Folder"
Icon "${SCRATCH}\..\launcher\kakehashi.ico"
UninstallIcon "${SCRATCH}\..\launcher\kakehashi.ico"
!ifdef SIGN_COMMAND
!uninstfinalize `${SIGN_COMMAND} "%1"` = 0
!endif
!include LogicLib.nsh
!include FileFunc.nsh
!include MUI2.nsh
!include Win\COM.nsh
!include Win\Propkey.nsh
!define /math NEEDED_MB ${SIZE_KB} / 900 ; about 10 % more than the files: a drive gives whole clusters
!define APP_ID "Kakehashi.DivideApp"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Kakehashi"
!define MUI_ICON "${SCRATCH}\..\launcher\kakehashi.ico"
!define MUI_UNICON "${SCRATCH}\..\launcher\kakehashi.ico"
!define MUI_FINISHPAGE_RUN "$INSTDIR\kakehashi.exe"
!define MUI_FINISHPAGE_RUN_TEXT "かけはしを開く"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_LICENSE "${SOURCE}\LICENSE"
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE FolderChosen
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "Japanese"
VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=1041 "ProductName" "かけはし"
VIAddVersionKey /LANG=1041 "FileDescription" "かけはし インストーラー"
VIAddVersionKey /LANG=1041 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=1041 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=1041 "LegalCopyright" "Apache License 2.0"

; What stands in the way of this folder, as one sentence in $0; "" when nothing does.
Function Hindrance
  StrCpy $0 ""
  StrLen $1 "$INSTDIR"
  IntOp $1 $1 + 1
  IntOp $1 $1 + ${LONGEST}
  ${If} $1 > 259
    StrCpy $0 "このフォルダーは深すぎる場所にあり、一部のファイルを置けません。名前の短い、浅い場所を選んでください。"
    Return
  ${EndIf}
  ; A running program holds its own file open: it cannot be opened for writing.
  ${If} ${FileExists} "$INSTDIR\kakehashi.exe"
    ClearErrors
    FileOpen $2 "$INSTDIR\kakehashi.exe" a
    ${If} ${Errors}
      StrCpy $0 "かけはしが開いています。閉じてから、もう一度お試しください。データには何も起きていません。"
      Return
    ${EndIf}
    FileClose $2
  ${EndIf}
  ${If} ${FileExists} "$INSTDIR\python311.dll"
    ClearErrors
    FileOpen $2 "$INSTDIR\python311.dll" a
    ${If} ${Errors}
      StrCpy $0 "かけはし(またはそのコマンド)が動いています。終わってから、もう一度お試しください。データには何も起きていません。"
      Return
    ${EndIf}
    FileClose $2
  ${EndIf}
FunctionEnd

; Whether the drive of this folder (which need not be its root's: a folder may be a mounted drive) has too little room, as
; a sentence in $0. An update takes the older version away first, so it begins only when the new one fits beside it.
Function LackOfRoom
  StrCpy $0 ""
  CreateDirectory "$INSTDIR"
  System::Call 'kernel32::GetDiskFreeSpaceExW(w "$INSTDIR", *l .r2, p 0, p 0) i .r1'
  ${If} $1 <> 0
    System::Int64Op $2 / 1000000
    Pop $2
    System::Int64Op $2 < ${NEEDED_MB}
    Pop $3
    ${If} $3 <> 0
      StrCpy $0 "空き容量が足りません。${NEEDED_MB} MB 以上の空きが必要です(いまは $2 MB)。場所を空けてから、もう一度お試しください。いまあるものには何も起きていません。"
      RMDir "$INSTDIR"
    ${EndIf}
  ${EndIf}
FunctionEnd

Function FolderChosen
  Call Hindrance
  ${If} $0 != ""
    MessageBox MB_OK|MB_ICONEXCLAMATION "$0"
    Abort
  ${EndIf}
FunctionEnd

; Gives the Start-menu link the identity the window gives itself (ui/app.py), so that both are one button of the taskbar.
Function NameShortCut
  !insertmacro ComHlpr_CreateInProcInstance ${CLSID_ShellLink} ${IID_IShellLink} r0 ""
  ${If} $0 P<> 0
    ${IUnknown::QueryInterface} $0 '("${IID_IPersistFile}",.r1)'
    ${If} $1 P<> 0
      ${IPersistFile::Load} $1 '("$SMPROGRAMS\かけはし.lnk",${STGM_READWRITE})'
      ${IUnknown::QueryInterface} $0 '("${IID_IPropertyStore}",.r2)'
      ${If} $2 P<> 0
        System::Call '*(&w64 "${APP_ID}")p.r5'
        System::Call '*${SYSSTRUCT_PROPERTYKEY}(${PKEY_AppUserModel_ID})p.r3'
        System::Call '*${SYSSTRUCT_PROPVARIANT}(${VT_LPWSTR},,p r5)p.r4'
        ${IPropertyStore::SetValue} $2 '($3,$4)'
        ${IPropertyStore::Commit} $2 ""
        System::Free $3
        System::Free $4
        System::Free $5
        ${IUnknown::Release} $2 ""
      ${EndIf}
      ${IPersistFile::Save} $1 '("$SMPROGRAMS\かけはし.lnk",1)'
      ${IUnknown::Release} $1 ""
    ${EndIf}
    ${IUnknown::Release} $0 ""
  ${EndIf}
FunctionEnd

Section
  Call Hindrance
  ${If} $0 == ""
    Call LackOfRoom
  ${EndIf}
  ${If} $0 != ""
    IfSilent +2
    MessageBox MB_OK|MB_ICONSTOP "$0"
    SetErrorLevel 2
    Abort "$0"
  ${EndIf}
  ; An older version takes away its own files first, by its own list: none of them stays behind. Data lies elsewhere.
  ${If} ${FileExists} "$INSTDIR\uninstall.exe"
    ExecWait '"$INSTDIR\uninstall.exe" /S /UPDATE _?=$INSTDIR' $1
    ${If} $1 <> 0
      SetErrorLevel 2
      Abort "前の版を取り除けませんでした。かけはしを閉じてから、もう一度お試しください。"
    ${EndIf}
  ${EndIf}
  SetOutPath "$INSTDIR"
  File /r "${SOURCE}/*"
  ${If} ${Errors}
    SetErrorLevel 2
    Abort "ファイルを書き込めませんでした。空き容量と、選んだフォルダーに書き込めることを確かめてください。"
  ${EndIf}
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortCut "$SMPROGRAMS\かけはし.lnk" "$INSTDIR\kakehashi.exe"
  Call NameShortCut
  WriteRegStr HKCU "Software\Kakehashi" "Folder" "$INSTDIR"
  WriteRegStr HKCU "Software\Classes\.kakehashi" "" "Kakehashi.Package"
  WriteRegStr HKCU "Software\Classes\Kakehashi.Package" "" "かけはしの受付パック"
  WriteRegStr HKCU "Software\Classes\Kakehashi.Package\DefaultIcon" "" "$INSTDIR\kakehashi.exe,0"
  WriteRegStr HKCU "Software\Classes\Kakehashi.Package\shell\open\command" "" '"$INSTDIR\kakehashi.exe" --data "%1"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "かけはし"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\kakehashi.exe,0"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Section "Uninstall"
  ClearErrors
  FileOpen $2 "$INSTDIR\python311.dll" a
  ${If} ${Errors}
  ${AndIf} ${FileExists} "$INSTDIR\python311.dll"
    IfSilent +2
    MessageBox MB_OK|MB_ICONSTOP "かけはしが開いています。閉じてから、もう一度お試しください。データには何も起きていません。"
    SetErrorLevel 2
    Abort
  ${EndIf}
  FileClose $2
  !include "${SCRATCH}/own_files.nsh"
  ${GetParameters} $1
  ClearErrors
  ${GetOptions} $1 "/UPDATE" $2
  ${If} ${Errors}
    Delete "$INSTDIR\uninstall.exe"
    RMDir "$INSTDIR"
    Delete "$SMPROGRAMS\かけはし.lnk"
    DeleteRegKey HKCU "Software\Kakehashi"
    DeleteRegKey HKCU "Software\Classes\Kakehashi.Package"
    ReadRegStr $3 HKCU "Software\Classes\.kakehashi" ""
    ${If} $3 == "Kakehashi.Package"
      DeleteRegKey HKCU "Software\Classes\.kakehashi"
    ${EndIf}
    DeleteRegKey HKCU "${UNINSTALL_KEY}"
    System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
    IfSilent +2
    MessageBox MB_OK|MB_ICONINFORMATION "かけはしを取り除きました。データは残っています。$\n$LOCALAPPDATA\divide_app"
  ${EndIf}
SectionEnd
