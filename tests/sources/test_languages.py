"""Exports in the languages of whoever made them: headers, months, status categories."""

import pytest

from mlpm_analytics.errors import ExportError, QuestionError
from mlpm_analytics.frames import Raw
from mlpm_analytics.mapping import map_raw
from mlpm_analytics.settings import Settings
from mlpm_analytics.sources import ReadingOptions
from mlpm_analytics.sources.localized_headers import BY_HEADER, HEADERS, folded

from .saved import csv_text, exported, instant, messages, only

ENGLISH = (
    *("Summary", "Issue key", "Issue id", "Issue Type", "Status", "Project key", "Assignee", "Created", "Updated"),
    *("Resolved", "Original estimate", "Custom field (Phase)", "Parent", "Status Category", "Status Category Changed"),
)
GERMAN = (
    *("Zusammenfassung", "Vorgangsschlüssel", "Vorgangs-ID", "Vorgangstyp", "Status", "Projektschlüssel"),
    *("Zugewiesene Person", "Erstellt", "Aktualisiert", "Erledigt", "Ursprüngliche Schätzung"),
    *("Benutzerdefiniertes Feld (Phase)", "Übergeordnet", "Statuskategorie", "Statuskategorie geändert"),
)
FRENCH = (
    *("Résumé", "Clé de ticket", "ID de ticket", "Type de ticket", "État", "Clé de projet", "Personne assignée"),
    *("Création", "Mise à jour", "Résolue", "Estimation originale", "Champs personnalisés (Phase)", "Parent"),
    *("Catégorie d’état", "Catégorie d'état modifiée"),
)
SPANISH = (
    *("Resumen", "Clave de incidencia", "ID de la incidencia", "Tipo de Incidencia", "Estado", "Clave del proyecto"),
    *("Persona asignada", "Creada", "Actualizada", "Resuelta", "Estimación original", "Campo personalizado (Phase)"),
    *("Principal", "Categoría de estado", "Categoría de estado cambiada"),
)
PORTUGUESE = (
    *("Resumo", "Chave da item", "ID da item", "Tipo de item", "Status", "Chave do projeto", "Responsável"),
    *("Criado", "Atualizado(a)", "Resolvido", "Estimativa original", "Campo personalizado (Phase)", "Pai"),
    *("Categoria do status", "Categoria do status alterada"),
)
LANGUAGES = {  # headers, month, category In Progress, sub-task
    "English": (ENGLISH, "Feb", "In Progress", "Sub-task"),
    "German": (GERMAN, "Feb.", "In Arbeit", "Unteraufgabe"),
    "French": (FRENCH, "févr.", "En cours", "Sous-tâche"),
    "Spanish": (SPANISH, "feb", "En curso", "Subtarea"),
    "Portuguese": (PORTUGUESE, "fev", "Em andamento", "Subtarefa"),
}


def rows(month: str, category: str, kind: str = "Task") -> list[str]:
    days = [f"{day:02}/{month}/26 3:04 PM" for day in (19, 20, 21)]
    told = ["Fit", "ML-7", "10007", kind, "Build", "ML", "Ana", *days, "28800", "Modeling", "10001", category, days[1]]
    assert len(told) == len(ENGLISH)
    return told


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_export_says_the_same_in_every_language(language):
    header, month, category, kind = LANGUAGES[language]
    export = exported(csv_text(list(header), rows(month, category, kind)))
    expected = exported(csv_text(list(ENGLISH), rows("Feb", "In Progress", "Sub-task")))
    for frame in ("issues", "field_values", "fields"):
        columns = [name for name in getattr(export, frame).columns if name not in ("payload", "issue_type")]
        assert getattr(export, frame)[columns].equals(getattr(expected, frame)[columns]), frame


def test_headers_that_were_translated_are_said_with_what_they_are_taken_for():
    export = exported(csv_text(list(GERMAN), rows("Feb", "In Arbeit")))
    assert "“Vorgangsschlüssel” as Issue key" in messages(export)
    assert "--column" in messages(export)
    assert "--column" not in messages(exported(csv_text(list(ENGLISH), rows("Feb", "Done"))))


def test_no_header_means_two_things():
    every = {(folded(header), name) for name, headers in HEADERS.items() for header in headers}
    assert dict(every) == BY_HEADER
    assert len(every) == len(BY_HEADER)


@pytest.mark.parametrize(
    ("cell", "month"),
    [
        ("06/abr/26 9:57 AM", 4),
        ("06/ago/25", 8),
        ("19/févr./26 7:31 PM", 2),
        ("3/déc./25 15:04", 12),
        ("3/Mär/26 3:04 PM", 3),
        ("3. Dezember 2025", 12),
        ("3/dez/25 15:04", 12),
        ("03/4月/26 15:04", 4),
        ("3/окт./25 15:04", 10),
        ("3/paź/25 15:04", 10),
        ("3/Eyl/25 15:04", 9),
    ],
)
def test_months_are_read_in_every_language(cell, month):
    export = exported(csv_text(["Issue key", "Issue Type", "Status", "Created"], ["ML-7", "Task", "Done", cell]))
    assert only(export.issues)["created_at"].month == month
    assert "is not a date" not in messages(export)


def test_a_month_that_two_languages_have_is_a_question_that_the_rest_of_the_file_or_a_person_answers():
    header, row = ["Issue key", "Issue Type", "Status", "Created"], ["ML-7", "Task", "Done", "3/lip/25 15:04"]
    with pytest.raises(QuestionError, match=r"'lip' is a month in Polish and another one in Croatian.*--language pl"):
        exported(csv_text(header, row))
    proven = exported(csv_text(header, row, ["ML-8", "Task", "Done", "3/gru/25 15:04"]))
    assert proven.issues["created_at"].dt.month.tolist() == [7, 12]
    stated = exported(csv_text(header, row), ReadingOptions(timezone_is_stated=True, language="hr"))
    assert only(stated.issues)["created_at"] == instant("2025-06-03T15:04Z")


def test_a_word_that_is_no_month_in_any_language_is_a_cell_that_cannot_be_read():
    header = ["Issue key", "Issue Type", "Status", "Created", "Updated"]
    export = exported(csv_text(header, ["ML-7", "Task", "Done", "3/Foo/25 15:04", "4/Mar/25 15:04"]))
    assert only(export.issues)["updated_at"] == instant("2025-03-04T15:04Z")
    assert "'3/Foo/25 15:04' is not a date that can be read" in messages(export)


UNKNOWN = ["개요", "이슈 키", "이슈 아이디", "이슈 유형", "상태", "프로젝트 키", "만든 날짜", "갱신", "해결됨"]


def in_another_language(*more: str) -> list[list[str]]:
    told = [
        ("ML-1", "エピック", "進行中"),
        ("ML-2", "タスク", "完了"),
        ("ML-3", "タスク", "進行中"),
        ("ML-4", "タスク", "完了"),
    ]
    dated = {"進行中": "", "完了": "05/3月/26"}
    return [
        [
            f"案件 {key} を調べる",
            key,
            f"1000{key[3:]}",
            kind,
            status,
            "ML",
            "01/2月/26",
            "05/3月/26",
            dated[status],
            *more,
        ]
        for key, kind, status in told
    ]


def test_headers_of_another_language_are_told_by_what_stands_below_them():
    export = exported(csv_text(UNKNOWN, *in_another_language()))
    assert export.issues["key"].tolist() == ["ML-1", "ML-2", "ML-3", "ML-4"]
    assert export.issues["status"].tolist() == ["進行中", "完了", "進行中", "完了"]
    assert export.issues["issue_type"].tolist()[1:] == ["タスク"] * 3
    assert export.issues["created_at"].dt.month.eq(2).all()
    assert export.issues["resolved_at"].notna().tolist() == [False, True, False, True]
    assert "By what they hold, read " in messages(export)
    assert "“개요” as Summary" in messages(export)


def test_custom_fields_of_another_language_are_what_stands_in_brackets_behind_the_same_words():
    header = [*UNKNOWN, "カスタムフィールド (Phase)", "カスタムフィールド (Start date)"]
    export = exported(csv_text(header, *in_another_language("Modeling", "")))
    assert export.field_values["field_name"].unique().tolist() == ["Phase"]
    assert set(export.fields["name"].dropna()) == {"Phase", "Start date"}


def test_status_categories_of_another_language_are_told_by_what_their_issues_have():
    header = ["Issue key", "Issue Type", "Status", "Created", "Resolved", "Status Category", "Status Category Changed"]
    day, later = "01/Mar/26 9:00", "02/Mar/26 9:00"
    cells = [["Ytd", day, "", "α", day], ["Ok", day, later, "γ", later], ["Go", day, "", "β", later]]
    export = exported(
        csv_text(header, *([f"ML-{n}", "Task", status, *rest] for n, (status, *rest) in enumerate(cells, 1)))
    )
    assert export.issues["status_category"].tolist() == ["new", "done", "indeterminate"]


def test_a_person_can_say_what_a_column_is():
    header = ["Ticket", "Art", "Titel", "Zustand"]
    row = ["ML-7", "Task", "Fit", "Doing"]
    with pytest.raises(ExportError, match="no column 'Issue Type'"):
        exported(csv_text(header, row))
    columns = (("Issue key", "Ticket"), ("Issue Type", "Art"), ("Status", "Zustand"))
    export = exported(csv_text(header, row), ReadingOptions(columns=columns))
    assert (only(export.issues)["key"], only(export.issues)["status"]) == ("ML-7", "Doing")


def test_a_column_that_is_not_there_is_said():
    with pytest.raises(QuestionError, match="there is no column 'Zustand'"):
        exported(csv_text(list(ENGLISH), rows("Feb", "Done")), ReadingOptions(columns=(("Status", "Zustand"),)))


def test_usual_columns_hold_for_files_that_have_them_and_stated_ones_win():
    usual = (("status", "Zustand"), ("Custom field (Phase)", "Faza"))
    options = ReadingOptions(usual_columns=usual, timezone_is_stated=True)
    header = ["Issue key", "Issue id", "Issue Type", "Zustand", "Faza", "Stan"]
    row = ["ML-7", "10007", "Task", "Build", "Modeling", "Fertig"]
    export = exported(csv_text(header, row), options)
    assert (only(export.issues)["status"], only(export.field_values)["field_id"]) == ("Build", "Phase")
    assert "Read “Zustand” as Status and “Faza” as Custom field (Phase)" in messages(export)
    plain = exported(csv_text(["Issue key", "Issue Type", "Status"], ["ML-7", "Task", "Open"]), options)
    assert (only(plain.issues)["status"], messages(plain)) == ("Open", "")
    stated = ReadingOptions(usual_columns=usual, columns=(("Status", "Stan"),), timezone_is_stated=True)
    assert only(exported(csv_text(header, row), stated).issues)["status"] == "Fertig"


def test_a_column_or_language_that_nobody_knows_is_refused_with_those_that_are():
    with pytest.raises(QuestionError, match=r"'Colour' is no column.*Issue key.*exports.columns"):
        ReadingOptions(columns=(("Colour", "Farbe"),))
    with pytest.raises(QuestionError, match="'tlh' is no language"):
        ReadingOptions(language="tlh")


FOREIGN = [*UNKNOWN, "담당자", "상태 범주", "상태 범주 변경됨", "상위 항목"]


def foreign_rows() -> list[list[str]]:
    """25 issues, of whose columns only what they hold tells what they are."""
    moved = "06/Apr/26 3:00 PM"
    told = [
        [
            "Ranker",
            "ML-1",
            "10001",
            "갑",
            "할일",
            "ML",
            "02/Mar/26 9:00 AM",
            moved,
            "",
            "",
            "할일",
            "02/Mar/26 9:00 AM",
            "",
        ]
    ]
    for n in range(2, 26):
        status = ("할일", "하는중", "다함")[n % 3]
        created = f"02/Mar/26 9:{n:02} AM"
        resolved, changed = (moved if status == "다함" else ""), (created if status == "할일" else moved)
        dates = [created, moved, resolved]
        told.append(
            [f"Task {n}", f"ML-{n}", f"100{n:02}", "을", status, "ML", *dates, "지수", status, changed, "10001"]
        )
    return told


def test_parent_and_category_of_a_language_that_is_not_known_are_told_by_their_shape():
    export = exported(csv_text(FOREIGN, *foreign_rows()))
    assert export.issues["parent_id"].notna().sum() == 24
    assert export.issues["status_category"].value_counts().to_dict() == {"new": 9, "indeterminate": 8, "done": 8}
    assert "“상위 항목” as Parent" in messages(export)


def test_columns_that_were_not_found_are_named_with_the_flag_that_names_them():
    export = exported(csv_text(FOREIGN, *foreign_rows()))
    assert "No column was found for Assignee: pass --column Assignee=… with the header that means it" in messages(
        export
    )
    assert "담당자" in messages(export)
    assert "No column was found" not in messages(exported(csv_text(list(ENGLISH), rows("Feb", "Done"))))


def test_the_epic_of_a_language_that_is_not_known_is_what_holds_other_issues():
    export = exported(csv_text(FOREIGN, *foreign_rows()))
    raw = Raw(export.issues, export.field_values, fields=export.fields)
    items = map_raw(raw, Settings()).model.work_items.set_index("key")
    assert items.loc["ML-1", "kind"] == "epic"
    assert set(items["kind"].drop("ML-1")) == {"task"}


def test_the_settings_can_say_which_types_are_epics():
    export = exported(csv_text(list(ENGLISH), rows("Feb", "Done", "Initiative")))
    settings = Settings.model_validate({"fields": {"epic_types": ["initiative"]}})
    assert map_raw(Raw(export.issues), settings).model.work_items["kind"].tolist() == ["epic"]
    assert map_raw(Raw(export.issues), Settings()).model.work_items["kind"].tolist() == ["task"]
