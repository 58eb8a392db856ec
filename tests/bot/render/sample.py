# ruff: noqa: RUF001 - people write with their own quotation marks and dashes
"""A digest as a reader meets it: every block and span, in sentences a real week could hold."""

from bot.document import (
    BarChart,
    Bullets,
    Document,
    Emphasis,
    Evidence,
    Line,
    Link,
    Note,
    Paragraph,
    Section,
    Strong,
    Table,
    Text,
)

TRACKER = "https://lagoon.example/browse"
WEEKS = tuple(f"W{number}" for number in range(36, 48))
FINISHED = (5.0, 7.0, 8.0, 4.0, 6.0, 9.0, 7.0, 0.0, 6.0, 11.0, 8.0, 7.0)


def key(name: str) -> Link:
    return Link(name, f"{TRACKER}/{name}")


def text(words: str) -> Line:
    return (Text(words),)


SHIPPED = Section(
    "shipped",
    "Shipped",
    lead=(
        (Strong("7 issues"), Text(" (median 6): 4 towards Booking v2, 16 of 21 done; 3 others. Nothing was reopened.")),
    ),
    blocks=(
        Bullets(
            (
                (key("LAG-188"), Text(" Guests pay a deposit and the rest on arrival")),
                (key("LAG-201"), Text(" Cancelled bookings release their room within a minute")),
                (key("LAG-207"), Text(" Invoices carry the VAT number of the guest’s company")),
                (key("LAG-214"), Text(" The calendar opens on the month of the next free night")),
            ),
            more=3,
        ),
    ),
)

FORECAST = Section(
    "forecast",
    "Forecast",
    lead=(
        (
            Strong("Booking v2"),
            Text(
                ": 50% by Fri 4 Dec, 85% by Fri 11 Dec. Agreed: Mon 7 Dec. Last week said 2 and 8 Dec; scope grew by 2."
            ),
        ),
    ),
    blocks=(
        Table(
            "Milestones and where they stand",
            ("Milestone", "Done", "Agreed", "Even odds", "85 in 100"),
            (
                (
                    (Link("Booking v2", f"{TRACKER}/v2"),),
                    text("16 of 21"),
                    text("7 Dec"),
                    text("4 Dec"),
                    (Strong("11 Dec"),),
                ),
                (text("Owner app"), text("9 of 30"), text("29 Jan"), text("22 Jan"), text("12 Feb")),
                (text("Data export"), text("1 of 4"), text("none"), (Emphasis("too early to say"),), text("–")),
            ),
            frozenset({1, 2, 3, 4}),
        ),
        Note(text("10,000 draws from the finished counts of the last 12 weeks. Issues not yet written are not in it.")),
    ),
)

VELOCITY = Section(
    "velocity",
    "Velocity",
    blocks=(
        BarChart(
            "Issues finished a week, median 7",
            WEEKS,
            FINISHED,
            "issues",
            7.0,
            "median 7",
            "Between 0 and 11 issues were finished a week; the median is 7, and the last week finished 7.",
        ),
        Table(
            "From first work to done, four weeks",
            ("Measure", "Now", "Baseline"),
            (
                (text("Cycle time, half within"), text("3.1 days"), text("4.6 days")),
                (text("Cycle time, 85 in 100 within"), text("8 days"), text("13 days")),
                (text("In progress on Sunday night"), text("6"), text("11")),
                (text("Waiting for review, half within"), text("5 hours"), text("too early to say (5 of 20)")),
            ),
            frozenset({1, 2}),
        ),
    ),
)

NEEDS = Section(
    "needs_you",
    "Needs you",
    lead=(
        (
            Text("Marta: may an owner refund more than the deposit? Waits 4 working days, holds up "),
            key("LAG-219"),
            Text(" and "),
            key("LAG-223"),
        ),
        (Text("Marta: who renews the mail domain? Waits 1 working day, holds up "), key("LAG-230")),
    ),
)

OWNERSHIP = Section(
    "ownership",
    "Ownership, four weeks",
    lead=(
        (
            Strong("11 flags, 4 objections with reasons, 6 alternatives"),
            Text(" that nobody had asked for. 2 of 3 late items were flagged before; "),
            key("LAG-176"),
            Text(" was not."),
        ),
    ),
    blocks=(
        Evidence(
            "f-81",
            "risk_flag",
            "If the channel manager sends the same night twice, we confirm both guests"
            " and nobody notices until the desk does.",
            (Text("Ines Duarte, Tue 17 Nov, "), key("LAG-204"), Text(", nobody asked")),
        ),
        Evidence(
            "f-84",
            "alternative",
            "We could hold the room for ten minutes instead of locking the calendar;\n"
            "the owners asked for exactly that in June.",
            (Text("Tomasz Wilk, Mon 16 Nov, "), key("LAG-198"), Text(", taken up on Wed 18 Nov")),
        ),
        Evidence(
            "f-90",
            "pushback",
            "אם נשלח תזכורת בכל שעה, האורחים יחסמו אותנו",
            (Text("Noa Peretz, Thu 19 Nov, "), key("LAG-211")),
        ),
        Paragraph((Strong("Kofi Mensah"), Text(": too early to say (9 of 20 opportunities)."))),
    ),
)

SILENT = Section("silent", "Failed silently")

SOURCES = Section(
    "sources",
    "Can these numbers be trusted",
    lead=(text("Everything arrived but one: the code host answers, its reviews are 2 days behind."),),
    blocks=(
        Table(
            "Sources",
            ("Source", "Read until", "Issues", "Comments", "Unlinked accounts"),
            (
                (text("Jira LAG"), text("Mon 23 Nov, 06:10"), text("412"), text("1,688"), text("0")),
                (text("GitHub lagoon/booking"), text("Sat 21 Nov, 04:02"), text("96"), text("530"), text("2")),
            ),
            frozenset({2, 3, 4}),
        ),
        Note((Text("Two accounts belong to nobody yet: "), Emphasis("tw-bot, i.duarte"), Text("."))),
    ),
)

DIGEST = Document(
    "Lagoon · week 47 (16–22 Nov)",
    (
        Strong("Booking v2 may miss its date by four days"),
        Text(": the refund rule waits for your answer, and scope grew by two issues."),
    ),
    (NEEDS, SHIPPED, FORECAST, VELOCITY, OWNERSHIP, SILENT, SOURCES),
    (
        (
            Text("Made by a machine from data until Mon 23 Nov, 06:10. Vested 0.1.0, classifier 3. "),
            Link("How these numbers are made", "https://vested.example/method"),
        ),
    ),
)
