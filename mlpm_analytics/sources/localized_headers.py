"""What Jira calls columns in the languages it speaks.

Names are compared without case, accents and doubled blanks. Jira renames things over the years and says them
differently on Cloud and Data Center: every wording that was seen stands here.
"""

import re
from typing import Final

from mlpm_analytics.frames import TAG_FIELDS
from mlpm_analytics.jira_words import folded

__all__ = ["BY_HEADER", "CUSTOM_FIELD", "FIELD_IDS", "HEADERS", "OF_CHANGE_LOGS", "column_called", "folded"]

HEADERS: Final = {  # what it is called here → English, German, French, Spanish, Portuguese and others
    "Issue key": (
        *(
            "Код задачи",
            "Ключ задачи",
            "Chiave ticket",
            "Issue-sleutel",
            "Klucz zgłoszenia",
            "課題キー",
            "キー",
            "关键字",
            "Ключ завдання",
        ),
        *("Issue key", "Work item key"),
        *("Vorgangsschlüssel", "Vorgang-Schlüssel", "Schlüssel"),
        *("Clé de ticket", "Clé du ticket", "Clé de la demande", "Clé"),
        *("Clave de incidencia", "Clave de la incidencia", "Clave de actividad", "Clave"),
        *("Chave da item", "Chave do item", "Chave da issue", "Chave da pendência", "Chave"),
    ),
    "Issue id": (
        *(
            "Идентификатор задачи",
            "ID задачи",
            "ID ticket",
            "Issue-id",
            "Identyfikator zgłoszenia",
            "課題 ID",
            "问题 ID",
        ),
        *("Issue id", "Work item id"),
        *("Vorgangs-ID", "Vorgangs-Id", "ID des Vorgangs"),
        *("ID de ticket", "ID du ticket", "Identifiant de ticket", "ID de la demande"),
        *("ID de la incidencia", "ID de incidencia", "ID de la actividad"),
        *("ID da item", "ID do item", "ID da issue", "ID da pendência"),
    ),
    "Issue Type": (
        *("Тип задачи", "Tipo di ticket", "Issuetype", "Typ zgłoszenia", "課題タイプ", "问题类型", "Тип завдання"),
        *("Issue Type", "Work type", "Work item type"),
        *("Vorgangstyp", "Typ"),
        *("Type de ticket", "Type de demande"),
        *("Tipo de incidencia", "Tipo de actividad"),
        *("Tipo de item", "Tipo do item", "Tipo de issue", "Tipo de pendência"),
    ),
    "Summary": (
        *("Summary", "Zusammenfassung", "Résumé", "Resumen", "Resumo"),
        *("Тема", "Riepilogo", "Samenvatting", "Podsumowanie", "要約", "概要"),
    ),
    "Status": (
        *("Status", "État", "Statut", "Estado", "Situação"),
        *("Статус", "Stato", "Stan", "ステータス", "状态"),
    ),
    "Status Category": (
        *(
            "Категория статуса",
            "Categoria stato",
            "Categoria di stato",
            "Statuscategorie",
            "Kategoria statusu",
            "ステータス カテゴリ",
            "状态类别",
        ),
        *("Status Category", "Statuskategorie", "Status-Kategorie"),
        *("Catégorie d'état", "Catégorie de l'état", "Catégorie de statut", "Catégorie du statut"),
        *("Categoría de estado", "Categoría del estado", "Categoria do status", "Categoria de status"),
    ),
    "Project key": (
        *("Ключ проекта", "Chiave progetto", "Projectsleutel", "Klucz projektu", "プロジェクト キー", "项目关键字"),
        *("Project key", "Projektschlüssel", "Clé de projet", "Clé du projet"),
        *("Clave de proyecto", "Clave del proyecto", "Chave do projeto", "Chave de projeto"),
    ),
    "Assignee": (
        *(
            "Исполнитель",
            "Assegnatario",
            "Uitvoerder",
            "Toegewezen aan",
            "Osoba przypisana",
            "担当者",
            "经办人",
            "Виконавець",
        ),
        *("Assignee", "Zugewiesene Person", "Bearbeiter", "Zugewiesen an"),
        *("Personne assignée", "Responsable", "Attribution", "Assigné à"),
        *("Persona asignada", "Asignado a", "Responsável", "Pessoa atribuída"),
    ),
    "Assignee Id": (
        *("Идентификатор исполнителя", "ID исполнителя", "ID assegnatario", "担当者 ID", "经办人 ID"),
        *("Assignee Id", "ID der zugewiesenen Person", "Zugewiesene Person ID", "Bearbeiter-ID"),
        *("ID de la personne assignée", "ID du responsable", "Responsable ID"),
        *("ID de la persona asignada", "Persona asignada ID", "ID do responsável", "Responsável ID"),
    ),
    "Resolution": (
        *("Resolution", "Lösung", "Résolution", "Resolución", "Resolução"),
        *("Решение", "Резолюция", "Risoluzione", "Oplossing", "Rozwiązanie", "解決状況", "解决结果"),
    ),
    "Parent": (
        *(
            "Родитель",
            "Ключ родителя",
            "Идентификатор родителя",
            "Elemento padre",
            "Chiave padre",
            "Bovenliggend",
            "Nadrzędny",
            "親",
            "父级",
        ),
        *("Parent", "Parent id", "Parent key"),
        *("Übergeordnet", "Übergeordneter Vorgang", "Übergeordnete ID", "Übergeordneter Schlüssel"),
        *("Clé parent", "Clé parente", "Clé du parent", "ID parent"),
        *("Principal", "Clave principal", "Padre", "Clave padre", "ID principal"),
        *("Pai", "Chave pai", "Chave do pai", "ID pai"),
    ),
    "Epic Link": (
        *("Custom field (Epic Link)", "Epic Link", "Epos-Verknüpfung", "Lien d'epic", "Lien d'épopée"),
        *("Enlace de la épica", "Enlace de épica", "Link do épico"),
    ),
    "Original estimate": (
        *(
            "Первоначальная оценка",
            "Исходная оценка",
            "Stima originale",
            "Oorspronkelijke schatting",
            "Pierwotne oszacowanie",
            "初期見積り",
            "初始预估",
        ),
        *("Original estimate", "Ursprüngliche Schätzung"),
        *("Estimation originale", "Estimation d'origine", "Estimación original", "Estimativa original"),
    ),
    "Labels": (
        *("Labels", "Stichwörter", "Étiquettes", "Etiquetas", "Rótulos", "Categorias"),
        *("Метки", "Etichette", "Etykiety", "ラベル", "标签"),
    ),
    "Components": (
        *("Компоненты", "Компонент(ы)", "Componenti", "Onderdelen", "Komponenty", "コンポーネント", "模块"),
        *("Components", "Component/s", "Komponenten", "Komponente/n", "Komponente(n)"),
        *("Composants", "Composant/s", "Composant(s)", "Componentes", "Componente/s", "Componente(s)"),
    ),
    "Created": (
        *("Created", "Erstellt", "Création", "Créé", "Créée", "Creada", "Creado", "Criado", "Criada"),
        *("Создано", "Создан", "Creato", "Aangemaakt", "Utworzono", "作成日", "已创建", "创建日期"),
    ),
    "Updated": (
        *(
            *("Updated", "Aktualisiert", "Mise à jour", "Mis à jour", "Actualizada", "Actualizado"),
            *("Обновлено", "Обновлен", "Aggiornato", "Bijgewerkt", "Zaktualizowano", "更新日", "已更新", "更新日期"),
        ),
        *("Atualizado(a)", "Atualizado", "Atualizada"),
    ),
    "Resolved": (
        *(
            *("Resolved", "Erledigt", "Gelöst", "Résolue", "Résolu"),
            *("Решено", "Дата решения", "Risolto", "Opgelost", "Rozwiązano", "解決日", "已解决"),
        ),
        *("Resuelta", "Resuelto", "Resolvido", "Resolvido(a)", "Resolvida"),
    ),
    "Status Category Changed": (
        *(
            "Изменение категории статуса",
            "Категория статуса изменена",
            "Categoria stato modificata",
            "Statuscategorie gewijzigd",
            "状态类别已更改",
        ),
        *("Status Category Changed", "Statuskategorie geändert", "Änderung der Statuskategorie"),
        *("Catégorie d'état modifiée", "Modification de la catégorie d'état", "Catégorie de statut modifiée"),
        *("Categoría de estado cambiada", "Categoría de estado modificada", "Cambio de categoría de estado"),
        *("Categoria do status alterada", "Alteração da categoria do status"),
    ),
}
FIELD_IDS: Final = {  # the column → Jira's field, as REST answers call it
    "Issue Type": "issuetype",
    "Summary": "summary",
    "Status": "status",
    "Status Category": "statusCategory",
    "Assignee": "assignee",
    "Assignee Id": "assignee",
    "Resolution": "resolution",
    "Parent": "parent",
    "Epic Link": "epiclink",
    "Original estimate": "timeoriginalestimate",
    **{tag.header: field_id for field_id, tag in TAG_FIELDS.items()},
    "Created": "created",
    "Updated": "updated",
    "Resolved": "resolutiondate",
    "Status Category Changed": "statuscategorychangedate",
}
CUSTOM_FIELD: Final = re.compile(
    r"(?:custom field|benutzerdefinierte(?:s|r)? feld(?:er)?|champs? personnalises?|campos? personalizados?|"
    r"campo personalizzato|aangepast veld|pole niestandardowe|пользовательское поле|настраиваемое поле) ?\((.*)\)"
)
OF_CHANGE_LOGS: Final = ("key", "time", "field", "from", "to", "author", "history id")  # how their columns are named


def column_called(name: str) -> str | None:
    """What a person means who names a column, in whatever case; None for what is none.

    >>> column_called("status"), column_called("Clave"), column_called("custom field (Phase)"), column_called("Colour")
    ('Status', 'Issue key', 'Custom field (Phase)', None)
    """
    custom = CUSTOM_FIELD.fullmatch(folded(name))
    if custom and folded(name) not in BY_HEADER:
        return f"Custom field ({name.strip()[:-1].partition('(')[2]})"
    return BY_HEADER.get(folded(name)) or (folded(name) if folded(name) in OF_CHANGE_LOGS else None)


BY_HEADER: Final = {folded(header): name for name, headers in HEADERS.items() for header in headers}
