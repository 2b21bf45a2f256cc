"""Words of Jira's own interface in the languages it speaks: status categories, shipped statuses, types of issues.

Compared without case, accents and doubled blanks. Jira names its categories and the statuses To Do, In Progress and
Done alike; teams rename statuses, so that these words count only where no category is stated.
"""

import unicodedata
from typing import Final


def folded(text: str) -> str:
    """A name as it is compared.

    >>> folded("  Clé  de ticket ")
    'cle de ticket'
    """
    apart = unicodedata.normalize("NFKD", text.replace("’", "'").casefold())
    return " ".join("".join(letter for letter in apart if not unicodedata.combining(letter)).split())


_CATEGORIES = {  # of statuses; also the words of the statuses that Jira ships, in each language
    "new": (
        *("To Do", "Zu erledigen", "Offen", "À faire", "A faire", "Por hacer", "Tareas por hacer", "Pendiente"),
        *("Itens pendentes", "Pendente", "A fazer", "Tarefas pendentes", "Tarefas por fazer", "Por fazer"),
        *("Te doen", "Da completare", "Da fare", "К выполнению", "Сделать", "До виконання", "Do zrobienia", "Úkoly"),
        *(
            "Att göra",
            "Opgaver",
            "To do-opgaver",
            "Gjøremål",
            "Å gjøre",
            "Tehtävä",
            "Tehtävät",
            "Teendő",
            "Yapılacaklar",
        ),
        *("Yapılacak", "De făcut", "De efectuat", "Na vykonanie", "Cần làm", "ToDo", "未着手", "作業前", "やること"),
        *("待办", "待处理", "待辦事項", "待辦", "할 일", "해야 할 일", "K provedení", "K dokončení"),
    ),
    "indeterminate": (
        *("In Progress", "In Arbeit", "In Bearbeitung", "En cours", "En curso", "En progreso", "Em andamento"),
        *("Em progresso", "Em curso", "In uitvoering", "Mee bezig", "In corso", "В работе", "В процессе", "У роботі"),
        *("В роботі", "W toku", "W trakcie", "Probíhá", "Probíhající", "Pågående", "Pågår", "I gang", "Igangværende"),
        *("Under arbejde", "Under arbeid", "Käynnissä", "Meneillään", "Kesken", "Folyamatban", "Devam Ediyor"),
        *("Devam Eden", "Sürüyor", "În curs", "În desfășurare", "Prebieha", "Đang tiến hành", "Đang thực hiện"),
        *("進行中", "作業中", "进行中", "处理中", "正在进行", "處理中", "진행 중", "진행중"),
    ),
    "done": (
        *("Done", "Fertig", "Erledigt", "Abgeschlossen", "Terminé", "Terminée", "Terminé(e)", "Fini", "Listo", "Hecho"),
        *(
            "Finalizado",
            "Finalizada",
            "Completado",
            "Completada",
            "Itens concluídos",
            "Concluído",
            "Concluída",
            "Feito",
        ),
        *("Gereed", "Klaar", "Completato", "Completata", "Fatto", "Готово", "Выполнено", "Виконано", "Gotowe"),
        *("Zrobione", "Ukończone", "Hotovo", "Dokončeno", "Klart", "Färdig", "Udført", "Færdig", "Ferdig", "Fullført"),
        *("Valmis", "Kész", "Tamam", "Bitti", "Tamamlandı", "Terminat", "Finalizat", "Gata", "Hoàn thành", "Đã xong"),
        *("完了", "完成", "已完成", "완료", "완료됨"),
    ),
}
_SHIPPED = {  # further statuses that Jira ships, of which the English names are known
    "new": ("Open", "Reopened", "Backlog", "Selected for Development"),
    "indeterminate": ("In Review",),
    "done": ("Closed", "Resolved"),
}
BY_CATEGORY: Final = {folded(word): category for category, words in _CATEGORIES.items() for word in words}
BY_STATUS: Final = BY_CATEGORY | {folded(word): category for category, words in _SHIPPED.items() for word in words}
EPICS: Final = frozenset(
    map(
        folded,
        (
            *("Epic", "Epos", "Épopée", "Epica", "Épica", "Epico", "Épico", "Epopeya", "Эпик", "Епік", "Epik"),
            *(
                "Epika",
                "Eposz",
                "Eepos",
                "Eeppinen",
                "エピック",
                "史诗",
                "长篇故事",
                "史詩",
                "大型工作",
                "에픽",
                "큰틀",
            ),
        ),
    )
)
SUBTASKS: Final = frozenset(
    map(
        folded,
        (
            *(
                "Sub-task",
                "Subtask",
                "Sub task",
                "Unteraufgabe",
                "Teilaufgabe",
                "Sous-tâche",
                "Sous-tâches",
                "Subtarea",
            ),
            *("Subtarefa", "Sub-tarefa", "Subtaak", "Sottotask", "Sottoattività", "Подзадача", "Підзавдання"),
            *("Podzadanie", "Dílčí úkol", "Podúkol", "Deluppgift", "Underopgave", "Delopgave", "Deloppgave"),
            *(
                "Underoppgave",
                "Alitehtävä",
                "Részfeladat",
                "Alt görev",
                "Subsarcină",
                "Podúloha",
                "サブタスク",
                "子任务",
            ),
            *("子工作", "子任務", "하위 작업", "하위작업", "Nhiệm vụ con"),
        ),
    )
)
