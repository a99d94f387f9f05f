"""The widget kit: the shared widgets of all screens.

A screen takes from here and nothing from Qt but what is missing:

- `layouts`: `VBox`, `HBox`, `Grid`, `sized`, `scrolled`, `hairline`, `clear`; all lengths in pixels at 100 %.
- `labels`: `Heading`, `Label`, `IconText`, `Chip` with `ChipKind`.
- `buttons`: `PrimaryButton`, `SecondaryButton`, `QuietButton`, `DangerButton`, `LinkButton`, `SegmentedControl`,
  `CheckBox`, `RadioButton`.
- `cards`: `Card`, `CardLines`, `Reflow` (two columns that stack when narrow).
- `tables`: `Column`, `LinesTableModel`, `TableView`, `prepare`.
- `fields`: `TextField`, `DayField`, `NumberField`, `MemoField`, `ChoiceField`, `ChoiceBox`, `SearchField`, `Field`.
- `states`: `StateStack`. `notices`: `NoticeBar` (the frame's). `charts`: `TargetBar`, `HorizontalBars`, `BurnUpChart`.
- `icons`: `IconLabel`, `icon`, `pixmap`; the drawings are in resources/icons.
"""
