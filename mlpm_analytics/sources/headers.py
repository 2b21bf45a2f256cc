"""What Jira calls columns, status categories and issue types in the languages it speaks.

Names are compared without case, accents and doubled blanks. Jira renames things over the years and says them
differently on Cloud and Data Center: every wording that was seen stands here.
"""

import re
import unicodedata
from typing import Final

HEADERS: Final = {  # what it is called here → English, German, French, Spanish, Portuguese
    "Issue key": (
        *("Issue key", "Work item key"),
        *("Vorgangsschlüssel", "Vorgang-Schlüssel", "Schlüssel"),
        *("Clé de ticket", "Clé du ticket", "Clé de la demande", "Clé"),
        *("Clave de incidencia", "Clave de la incidencia", "Clave de actividad", "Clave"),
        *("Chave da item", "Chave do item", "Chave da issue", "Chave da pendência", "Chave"),
    ),
    "Issue id": (
        *("Issue id", "Work item id"),
        *("Vorgangs-ID", "Vorgangs-Id", "ID des Vorgangs"),
        *("ID de ticket", "ID du ticket", "Identifiant de ticket", "ID de la demande"),
        *("ID de la incidencia", "ID de incidencia", "ID de la actividad"),
        *("ID da item", "ID do item", "ID da issue", "ID da pendência"),
    ),
    "Issue Type": (
        *("Issue Type", "Work type", "Work item type"),
        *("Vorgangstyp", "Typ"),
        *("Type de ticket", "Type de demande"),
        *("Tipo de incidencia", "Tipo de actividad"),
        *("Tipo de item", "Tipo do item", "Tipo de issue", "Tipo de pendência"),
    ),
    "Summary": ("Summary", "Zusammenfassung", "Résumé", "Resumen", "Resumo"),
    "Status": ("Status", "État", "Statut", "Estado", "Situação"),
    "Status Category": (
        *("Status Category", "Statuskategorie", "Status-Kategorie"),
        *("Catégorie d'état", "Catégorie de l'état", "Catégorie de statut", "Catégorie du statut"),
        *("Categoría de estado", "Categoría del estado", "Categoria do status", "Categoria de status"),
    ),
    "Project key": (
        *("Project key", "Projektschlüssel", "Clé de projet", "Clé du projet"),
        *("Clave de proyecto", "Clave del proyecto", "Chave do projeto", "Chave de projeto"),
    ),
    "Assignee": (
        *("Assignee", "Zugewiesene Person", "Bearbeiter", "Zugewiesen an"),
        *("Personne assignée", "Responsable", "Attribution", "Assigné à"),
        *("Persona asignada", "Asignado a", "Responsável", "Pessoa atribuída"),
    ),
    "Assignee Id": (
        *("Assignee Id", "ID der zugewiesenen Person", "Zugewiesene Person ID", "Bearbeiter-ID"),
        *("ID de la personne assignée", "ID du responsable", "Responsable ID"),
        *("ID de la persona asignada", "Persona asignada ID", "ID do responsável", "Responsável ID"),
    ),
    "Resolution": ("Resolution", "Lösung", "Résolution", "Resolución", "Resolução"),
    "Parent": (
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
        *("Original estimate", "Ursprüngliche Schätzung"),
        *("Estimation originale", "Estimation d'origine", "Estimación original", "Estimativa original"),
    ),
    "Labels": ("Labels", "Stichwörter", "Étiquettes", "Etiquetas", "Rótulos", "Categorias"),
    "Components": (
        *("Components", "Component/s", "Komponenten", "Komponente/n", "Komponente(n)"),
        *("Composants", "Composant/s", "Composant(s)", "Componentes", "Componente/s", "Componente(s)"),
    ),
    "Created": ("Created", "Erstellt", "Création", "Créé", "Créée", "Creada", "Creado", "Criado", "Criada"),
    "Updated": (
        *("Updated", "Aktualisiert", "Mise à jour", "Mis à jour", "Actualizada", "Actualizado"),
        *("Atualizado(a)", "Atualizado", "Atualizada"),
    ),
    "Resolved": (
        *("Resolved", "Erledigt", "Gelöst", "Résolue", "Résolu"),
        *("Resuelta", "Resuelto", "Resolvido", "Resolvido(a)", "Resolvida"),
    ),
    "Status Category Changed": (
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
    "Labels": "labels",
    "Components": "components",
    "Created": "created",
    "Updated": "updated",
    "Resolved": "resolutiondate",
    "Status Category Changed": "statuscategorychangedate",
}
CUSTOM_FIELD: Final = re.compile(
    r"(?:custom field|benutzerdefinierte(?:s|r)? feld(?:er)?|champs? personnalises?|campos? personalizados?) ?\((.*)\)"
)
OF_CHANGE_LOGS: Final = ("key", "time", "field", "from", "to", "author", "history id")  # how their columns are named
CATEGORIES: Final = {  # of statuses
    "new": (
        *("to do", "zu erledigen", "a faire", "por hacer", "tareas por hacer", "pendiente"),
        *("itens pendentes", "pendente", "a fazer", "tarefas pendentes", "te doen", "da completare"),
    ),
    "indeterminate": (
        *("in progress", "in arbeit", "in bearbeitung", "en cours", "en curso", "en progreso"),
        *("em andamento", "em progresso", "in uitvoering", "in corso"),
    ),
    "done": (
        *("done", "fertig", "erledigt", "abgeschlossen", "termine", "terminee", "termine(e)", "fini"),
        *("listo", "hecho", "finalizado", "finalizada", "completado", "itens concluidos", "concluido", "feito"),
        *("gereed", "completato"),
    ),
}
EPICS: Final = ("epic", "epos", "epopee", "epica", "epico", "epopeya")
SUBTASKS: Final = (
    *("sub-task", "subtask", "sub task", "unteraufgabe", "teilaufgabe", "sous-tache", "sous-taches", "subtarea"),
    *("subtarefa", "sub-tarefa", "subtaak", "sottotask", "sottoattivita"),
)


def folded(text: str) -> str:
    """A name as it is compared.

    >>> folded("  Clé  de ticket ")
    'cle de ticket'
    """
    apart = unicodedata.normalize("NFKD", text.replace("’", "'").casefold())
    return " ".join("".join(letter for letter in apart if not unicodedata.combining(letter)).split())


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
BY_CATEGORY: Final = {folded(name): category for category, names in CATEGORIES.items() for name in names}
