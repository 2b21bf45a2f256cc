"""What people call the phases of a machine-learning project, in the languages of Jira's interface that we know."""

import re
from difflib import get_close_matches
from typing import Final

from mlpm_analytics.settings import Settings

MONITORING: Final = "Monitoring"  # no phase of ours, and a common one of others: it is passive, and comes last
_WORDS: Final = {
    "Research": """
        research, literature review, literature, discovery, scoping, problem framing, problem definition,
        ideation, feasibility, feasibility study, business understanding, recherche, forschung, machbarkeit,
        investigación, pesquisa, investigação, ricerca, onderzoek, исследование, 研究, 调研, リサーチ, 연구
    """,
    "Data Exploration": """
        data exploration, eda, exploratory data analysis, exploration, data analysis, data understanding,
        data preparation, data prep, data collection, data cleaning, data wrangling, data engineering,
        feature engineering, features, datenexploration, datenanalyse, datenaufbereitung,
        exploration des données, préparation des données, exploración de datos, análisis exploratorio,
        preparación de datos, exploração de dados, análise exploratória, preparação de dados,
        esplorazione dei dati, data verkenning, анализ данных, 数据探索, 数据准备, データ探索, 데이터 탐색
    """,
    "Modeling": """
        modeling, modelling, model, models, model training, training, model development, model building,
        experimentation, experiments, prototype, prototyping, poc, tuning, fine tuning, finetuning, evaluation,
        model evaluation, modellierung, modellbildung, modélisation, entraînement, modelado, modelación,
        modelamiento, entrenamiento, modelagem, modelação, treinamento, modellazione, modellering, моделирование,
        建模, モデリング, 모델링
    """,
    "Productization": """
        productization, productisation, productionization, productionisation, production, deployment, deploy,
        operationalization, operationalisation, industrialization, industrialisation, mlops, serving, rollout,
        go live, produktivsetzung, produktionisierung, bereitstellung, mise en production, déploiement,
        producción, productivización, puesta en producción, despliegue, produção, produtização, implantação,
        produzione, messa in produzione, in productie, внедрение, 部署, 产品化, 上线, 本番化, デプロイ, 배포
    """,
    "A/B Testing": """
        a/b testing, ab testing, a/b test, a/b tests, ab test, abtest, online test, online testing,
        online experiment, a/b experiment, test a/b, tests a/b, prueba a/b, pruebas a/b, teste a/b, testes a/b,
        a/b тест, a/b тестирование, a/b测试, a/bテスト, a/b 테스트
    """,
    "Results Analysis": """
        results analysis, result analysis, analysis of results, results, readout, impact analysis, post analysis,
        ergebnisanalyse, auswertung, analyse des résultats, résultats, análisis de resultados, resultados,
        análise de resultados, analisi dei risultati, resultaatanalyse, анализ результатов, 结果分析, 結果分析,
        결과 분석
    """,
    MONITORING: """
        monitoring, überwachung, surveillance, suivi, monitoreo, seguimiento, monitoramento, monitoraggio, 监控
    """,
}
_BY_WORD: Final = {word.strip(): phase for phase, words in _WORDS.items() for word in words.split(",")}
NAMES_PHASES: Final = re.compile(
    r"\b(?:phases?|stages?|fases?|etapas?|phasen?|stadium|stadien|étapes?|etappen?|fasi|faza|fazy|этап|этапы|фаза|"
    r"стадия|vaihe|fáze|aşama|aşaması|evre)\b|阶段|階段|フェーズ|段階|단계",
    re.IGNORECASE,
)  # what a field is called that holds phases
_HEAD: Final = re.compile(r"^[\W\d_]*(?:phase|fase|stage|step|etapa|étape|этап)?[\W\d_]+(?=\w)|^[\W\d_]+(?=\w)")
_LIKE: Final = 0.88  # how alike a misspelt word has to be
_SHORTEST: Final = 6  # letters of a word that may be misspelt


def phase_called(value: str, settings: Settings) -> str | None:
    """The phase that a value of a field, a label, a status most likely means: one of the settings, or `MONITORING`.

    >>> usual = Settings()
    >>> phase_called("2 - EDA", usual), phase_called("model_training", usual), phase_called("High", usual)
    ('Data Exploration', 'Modeling', None)
    """
    phases = settings.workflow.phases
    known = {phase.name: phase.name for phase in phases} | {MONITORING: MONITORING}
    words = {word: known[phase] for word, phase in _BY_WORD.items() if phase in known}
    words |= {plain(word): phase.name for phase in phases for word in phase.words}
    word = plain(value)
    if word not in words and len(word) >= _SHORTEST:
        word = next(iter(get_close_matches(word, words, n=1, cutoff=_LIKE)), word)
    return words.get(word)


def plain(value: str) -> str:
    """A value as it is compared: without its number, in small letters, with spaces for hyphens and underscores.

    >>> plain("03_Feature-Engineering"), plain("A/B Testing"), plain("Phase 2: Modeling")
    ('feature engineering', 'a/b testing', 'modeling')
    """
    return " ".join(re.sub(r"[-_]+", " ", _HEAD.sub("", value.strip().casefold())).split())
