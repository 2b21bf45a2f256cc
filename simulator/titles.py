"""What Tasks are called: phrases of each phase, told with the words of each project."""

from dataclasses import dataclass

from simulator.randomness import RandomSource


@dataclass(frozen=True)
class Words:
    """The words of one project that its Tasks' titles are told with."""

    topic: str  # "churn prediction"
    unit: str  # what is predicted or labelled, in the plural: "customers"
    source: str  # where the data are: "the contract history"
    second: str  # another source: "support calls"
    model: str  # "gradient boosting"
    baseline: str  # "the logistic baseline"
    metric: str  # "recall in the top decile"
    users: str  # who asked for it: "the retention team"


FIRST = {
    "Research": (
        "Agree with {users} on what the model should decide",
        "Read what others publish on {topic}",
        "Find out how {users} work without a model today",
        "Find out how far back {source} can be used",
        "Define {metric} as the measure, and its target",
        "Estimate what {topic} is worth in a year",
    ),
    "Data Exploration": (
        "Profile {source}: gaps, outliers, duplicates",
        "Join {source} with {second}",
        "Label 500 hard {unit}",
        "Plot {unit} over the seasons",
        "Compare {unit} in Germany with those in the US",
        "Look for leakage between {source} and the target",
        "Measure the delays of {second}",
        "Build a frozen sample of {unit} for training and test",
        "Check the labels of {unit} with {users}",
    ),
    "Modeling": (
        "Measure {baseline}, the bar to beat",
        "Compare {model} with {baseline}",
        "Derive features from {second}",
        "Tune {model} on {metric}",
        "Evaluate {model} on the newest {unit}",
        "Calibrate the scores of {model}",
        "Find the {unit} that {model} gets wrong",
        "Try {model} without {second}",
        "Cross-validate {model} by time",
        "Ablate the features of {source}",
        "Compare costs of errors with {users}",
        "Shrink {model} to fit the latency budget",
    ),
    "Productization": (
        "Move the feature code for {source} into the pipeline",
        "Write the batch job that scores {unit}",
        "Serve {model} behind the scoring service",
        "Add tests for {source} with missing values",
        "Monitor drift of {unit} in production",
        "Review the {topic} code with an engineer",
        "Document how to retrain {model}",
    ),
    "A/B Testing": ("Design the test: length, share of traffic, control",),
    "Results Analysis": (
        "Read out the test on {metric}",
        "Split the test's results by kind of {unit}",
        "Ask {users} what they saw in the test",
        "Check the test for sample ratio mismatch",
    ),
}
AGAIN = {
    "Research": (
        "Rethink the question with {users}: the data do not answer it",
        "Look for another approach to {topic}",
    ),
    "Data Exploration": (
        "Back to the data: {metric} differs between sources",
        "Back to the data: {source} leaks the target",
        "Relabel {unit} that the model finds ambiguous",
        "Close the gap in {second} since March",
        "Back to the data: {unit} counted twice in {source}",
        "Add {second} after all: the errors are there",
    ),
    "Modeling": (
        "Retrain {model} on the repaired {unit}",
        "Rework {model}: too slow in production",
        "Compare {model} with {baseline} once more, on clean data",
        "Try a simpler model than {model}",
        "Recalibrate {model} for new {unit}",
        "Repeat the evaluation on {metric} with the new split",
        "Explain the drop of {metric} after the last change",
        "Fit {model} per segment of {unit}",
        "Weigh rare {unit} higher",
    ),
    "Productization": (
        "Fix the job that scores {unit}: memory runs out at night",
        "Repair the features of {source} after a schema change",
        "Deploy the retrained {model}",
    ),
    "A/B Testing": ("Design the second test, with a longer warm-up",),
    "Results Analysis": ("Read out the second test on {metric}", "Write down why the first test failed"),
}
LAST = {
    "Research": "Write the execution plan for {topic}, and share it with {users}",
    "Data Exploration": "Write the data exploration report on {source}",
    "Modeling": "Report: {model} against {baseline} on {metric}",
    "Productization": "Merge the {topic} service after review, ready to deploy",
    "A/B Testing": "Run the A/B test: {metric} with and without the model",
    "Results Analysis": "Report the results of {topic} to {users}",
}
EXTRAS = (
    "Nice to have: a dashboard of {metric}",
    "Later: the same for {second}",
    "Idea: let {users} correct single {unit}",
    "Write a blog post on {topic}",
)
AD_HOC = (
    "Answer the auditors' questions on training data",
    "Help the analysts with the weekly forecast",
    "Upgrade the notebook server",
    "Interview a candidate, and write the feedback",
    "Move old notebooks into the archive",
    "Prepare the talk for the data day",
    "Clean up the shared feature store",
    "Estimate a request of the sales team",
    "Find out why the nightly job is slow",
    "Review a colleague's paper draft",
    "Try the new GPU image",
    "Teach the course on experiment design",
    "Compare two vendors of labelling services",
    "Renew the access to the data warehouse",
    "Write the team's part of the quarterly report",
    "Repair the nightly export for the finance team",
    "Explain last week's numbers to the board",
    "Review the data protection form of a new vendor",
    "Set up the laptop of a new colleague",
    "Move the old models off a server that is switched off",
    "Answer questions of the works council",
)
PARTS = ("Get the data", "Write the code", "Check the numbers", "Write it up")


class Titles:
    """The titles of one project, none of them twice."""

    def __init__(self, words: Words, random: RandomSource) -> None:
        self.words = words
        self._used: set[str] = set()
        self._random = random

    def of_task(self, phase: str, *, is_again: bool) -> str:
        """A title for a Task of a phase, `is_again` where the project comes back to it."""
        return self._fresh([AGAIN[phase], FIRST[phase]] if is_again else [FIRST[phase], AGAIN[phase]])

    def of_last(self, phase: str) -> str:
        """The title of the Task that makes a phase's deliverable."""
        return self._told(LAST[phase])

    def of_extra(self) -> str:
        """A title for something that may never be done."""
        return self._fresh([EXTRAS])

    def _fresh(self, stocks: list[tuple[str, ...]]) -> str:
        for stock in stocks:
            for phrase in self._random.shuffled(stock):
                if phrase not in self._used:
                    self._used.add(phrase)
                    return self._told(phrase)
        return f"{self._told(stocks[0][0])}, part {self._random.between(2, 5)}"

    def _told(self, phrase: str) -> str:
        title = phrase.format(**vars(self.words))
        return title[0].upper() + title[1:]
