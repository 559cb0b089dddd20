//! The arguments, and the help that people read.

use crate::input::dates::Order;
use crate::project::Audience;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Do you hear back?
#[derive(Debug, Parser)]
#[command(
    name = "hearback",
    version,
    about = "Do you hear back? Reply rates, barriers and cadence, from surveys and from your own outreach",
    after_help = "Examples:\n  hearback init                        look at this folder and write down what is in it\n  hearback report data/demo            write the report of a project\n  hearback barriers survey.csv         what stops people, from a survey's export\n  hearback replies log.csv             who answers, from an outreach log\n\nNothing leaves this machine.",
    arg_required_else_help = true,
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

/// The program's arguments, for completions and the man page.
pub fn command() -> clap::Command {
    Cli::command()
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Look at a folder, and write a hearback.toml and a codebook for each survey in it
    #[command(
        after_help = "What is there already is kept: only what is new is added.\n\nExamples:\n  hearback init                        this folder\n  hearback init ~/surveys --dry-run    only show what would be written"
    )]
    Init(InitArgs),
    /// Draft the codebook of a survey's export, with the evidence for every guess
    #[command(
        after_help = "A codebook that is there already is kept: only columns that it does not name are added.\n\nExamples:\n  hearback codebook responses.csv                        print it\n  hearback codebook responses.csv --out codebook.toml    write it, or add what is new\n  hearback codebook answers.xlsx --sheet \"Form responses 1\""
    )]
    Codebook(CodebookArgs),
    /// Write the report of a project, a folder or files: a page, Markdown, JSON and charts
    #[command(
        after_help = "A folder without a hearback.toml is looked through; `hearback init` writes down what is found.\n\nExamples:\n  hearback report                      the project in this folder\n  hearback report data/demo --out /tmp/report\n  hearback report survey.csv log.csv"
    )]
    Report(ReportArgs),
    /// What stops people: the shares of a multi-select question's options
    #[command(
        after_help = "Examples:\n  hearback barriers data/demo\n  hearback barriers data/demo --by first_generation\n  hearback barriers survey.csv         its codebook is drafted\n  hearback barriers survey.csv --codebook codebook.toml --question ai_tools --format json\n\nWithout --question: the question with role = \"barriers\", else every multi-select."
    )]
    Barriers(SharesArgs),
    /// Shares of any question's options, or a question's numbers, for everyone or by another question
    #[command(
        after_help = "Without --question, every question with options is shown, and those of numbers behind them. Of numbers: mean, median, quartiles, and the gaps between groups.\n\nExamples:\n  hearback crosstab survey.csv\n  hearback crosstab data/demo --question cold_message --by year\n  hearback crosstab data/demo --question contacts --by first_generation\n  hearback crosstab survey.csv --codebook codebook.toml --question year --format csv"
    )]
    Crosstab(SharesArgs),
    /// Compare with published figures, with another survey, or before with after
    #[command(
        after_help = "Files that are named directly are surveys of their own. Differences come with intervals, and with p-values that are corrected for the number of comparisons (Holm).\n\nExamples:\n  hearback compare --published resume-now-2025                 what the published shares say by themselves\n  hearback compare survey.csv --published resume-now-2025      a survey and published figures\n  hearback compare spring.csv autumn.csv --question barriers   two surveys: what changed\n  hearback compare data/demo --across                          every source, barrier by barrier\n  hearback compare data/demo --group year=first                one group and the rest\n  hearback compare survey.csv --paired before after            the same people, asked twice"
    )]
    Compare(CompareArgs),
    /// How many people a difference takes, and what the data could have told
    #[command(
        after_help = "Shares, differences and rates are in percent. Without a survey, only the plan is shown.\n\nExamples:\n  hearback power                                               5 points from 50 %, told in 80 of 100 samples\n  hearback power --share 42 --difference 3,5,10 --deff 1.4 --population 1200 --response-rate 25\n  hearback power --messages --share 20 --difference 10         people to write to, to tell two messages apart\n  hearback power survey.csv --question barriers --by year      what these data could have told"
    )]
    Power(PowerArgs),
    /// Who answered which question, and where people stopped
    #[command(
        after_help = "Free text and dates count as answered or not; nothing of what stands in them is shown.\n\nExamples:\n  hearback response survey.csv\n  hearback response survey.csv --codebook codebook.toml --format csv\n  hearback response data/demo --chart response.svg"
    )]
    Response(ResponseArgs),
    /// Weights that meet known margins: rake a survey to them, and write the weights
    #[command(
        after_help = "The recipe is TOML: [[margin]] question = \"year\", shares = { first = 0.3, … }, or counts. `weighting = \"FILE\"` under [[survey]] in hearback.toml has every command use the weights.\n\nExamples:\n  hearback weight survey.csv --weighting recipe.toml\n  hearback weight survey.csv --codebook codebook.toml --weighting recipe.toml --out weights.csv\n  hearback barriers survey.csv --codebook codebook.toml --weighting weights.csv"
    )]
    Weight(WeightArgs),
    /// Who hears back: the share of people who reply, by day; still waiting is not a no
    #[command(
        after_help = "Examples:\n  hearback replies log.csv\n  hearback replies data/demo --by warmth --chart replies.svg"
    )]
    Replies(RepliesArgs),
    /// What came of the first message, the second, the third
    #[command(after_help = "Examples:\n  hearback cadence log.csv\n  hearback cadence data/demo --format csv")]
    Cadence(CadenceArgs),
    /// Read everything and tell what would be left out, row by row, and why
    #[command(
        after_help = "Exit code 1 means that rows or answers are left out for a fault.\n\nExamples:\n  hearback check data/demo\n  hearback check survey.csv\n  hearback check survey.csv --codebook codebook.toml\n  hearback check log.csv"
    )]
    Check(CheckArgs),
    /// Who is who in your outreach, and who may be the same person in two sources
    #[command(
        after_help = "The same address or profile is the same person; the same name is only proposed.\n\nExamples:\n  hearback contacts                    everyone with whom something passed\n  hearback contacts --propose          pairs that may be one person, with the evidence\n  hearback contacts --accept 1 3       write two of those pairs into contacts.csv"
    )]
    Contacts(ContactsArgs),
    /// Print completions for your shell
    #[command(
        after_help = "Example:\n  hearback completions bash > ~/.local/share/bash-completion/completions/hearback"
    )]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or write one a command into a folder
    #[command(after_help = "Examples:\n  hearback man | man -l -\n  hearback man --out ~/.local/share/man/man1")]
    Man {
        /// Folder for hearback.1, hearback-report.1, …
        #[arg(long, value_name = "FOLDER")]
        out: Option<PathBuf>,
    },
}

/// What is read.
#[derive(Debug, Args)]
pub(super) struct InputArgs {
    /// A project folder, a hearback.toml, or data files [default: this folder]
    #[arg(value_name = "PROJECT|FILE")]
    pub(super) inputs: Vec<PathBuf>,
    /// The codebook of survey files that are named directly [default: drafted from them]
    #[arg(long, value_name = "FILE")]
    pub(super) codebook: Option<PathBuf>,
    /// How the survey is weighted: a recipe of margins, or weights that `hearback weight --out` wrote
    #[arg(long, value_name = "FILE")]
    pub(super) weighting: Option<PathBuf>,
    /// For whom: `self` shows everything, `others` hides figures about few people
    #[arg(long, value_name = "WHO")]
    pub(super) audience: Option<Who>,
    /// Hide figures about fewer people than this from others
    #[arg(long, value_name = "N")]
    pub(super) suppress_below: Option<u64>,
    /// Count only what happened up to this day, and take it as the day of counting
    #[arg(long, value_name = "DAY")]
    pub(super) as_of: Option<String>,
    /// What 03/04/2025 means in a log whose dates do not tell
    #[arg(long, value_enum, value_name = "ORDER")]
    pub(super) date_order: Option<DayOrMonth>,
    /// The log holds everything since your first message: number its earliest messages too
    #[arg(long)]
    pub(super) complete: bool,
    /// Exit with 1 when rows or answers were left out for a fault
    #[arg(long)]
    pub(super) strict: bool,
}

/// How a result is printed.
#[derive(Debug, Args)]
pub(super) struct OutputArgs {
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(super) format: Format,
    /// Print the table of this id instead of the main one
    #[arg(long, value_name = "ID")]
    pub(super) table: Option<String>,
    /// Save the chart as well, as .svg or .png
    #[arg(long, value_name = "FILE")]
    pub(super) chart: Option<PathBuf>,
    /// Confidence level of the intervals
    #[arg(long, value_name = "SHARE", default_value_t = 0.95, allow_negative_numbers = true)]
    pub(super) level: f64,
}

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// The folder [default: this folder]
    #[arg(value_name = "FOLDER")]
    pub(super) folder: Option<PathBuf>,
    /// Print what would be written, and write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Args)]
pub(super) struct CodebookArgs {
    /// The survey's export
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// Write it into this file; into one that is there, only what is new is added
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// The sheet of a workbook [default: the one with the largest table]
    #[arg(long, value_name = "NAME")]
    pub(super) sheet: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    /// Folder for the report [default: as the project says, else `reports` beside hearback.toml, or in this folder for single files]
    #[arg(long, value_name = "FOLDER")]
    pub(super) out: Option<PathBuf>,
    /// Confidence level of the intervals
    #[arg(long, value_name = "SHARE", default_value_t = 0.95, allow_negative_numbers = true)]
    pub(super) level: f64,
}

/// What `barriers` and `crosstab` are asked.
#[derive(Debug, Args)]
pub(super) struct SharesArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    /// The question, by its id in the codebook [default: those that the command is about]
    #[arg(long, value_name = "ID")]
    pub(super) question: Option<String>,
    /// Break it down by another question; twice: by every combination of both
    #[arg(long, value_name = "ID")]
    pub(super) by: Vec<String>,
    /// Which interval shares get [default: wilson; under weights or a design logit, and beta where few said yes or no]
    #[arg(long, value_enum, value_name = "METHOD")]
    pub(super) interval: Option<ShareInterval>,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

/// What `compare` is asked.
#[derive(Debug, Args)]
pub(super) struct CompareArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    /// Compare with this benchmark; without a survey, look at its figures alone
    #[arg(long, value_name = "BENCHMARK")]
    pub(super) published: Option<String>,
    /// Lay all surveys and benchmarks side by side, over the common list of barriers
    #[arg(long, conflicts_with_all = ["published", "paired", "question"])]
    pub(super) across: bool,
    /// Compare the answers of the same people to two questions
    #[arg(long, num_args = 2, value_names = ["BEFORE", "AFTER"], conflicts_with_all = ["published", "question"])]
    pub(super) paired: Option<Vec<String>>,
    /// Compare the people who gave one answer to a question with all who gave another
    #[arg(long, value_name = "ID=OPTION", conflicts_with_all = ["published", "paired", "across"])]
    pub(super) group: Option<String>,
    /// The question, by its id in the codebook [default: what stops people, else all that both have]
    #[arg(long, value_name = "ID")]
    pub(super) question: Option<String>,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

/// What `power` is asked.
#[derive(Debug, Args)]
pub(super) struct PowerArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    /// The difference that would matter, in percentage points; several with commas
    #[arg(long, value_name = "POINTS", value_delimiter = ',', default_value = "5", allow_negative_numbers = true)]
    pub(super) difference: Vec<f64>,
    /// The share that is expected, in percent; 50 is the safe guess
    #[arg(long, value_name = "PERCENT", default_value_t = 50.0, allow_negative_numbers = true)]
    pub(super) share: f64,
    /// How often a difference that is there shall be told, in percent
    #[arg(long, value_name = "PERCENT", default_value_t = 80.0, allow_negative_numbers = true)]
    pub(super) power: f64,
    /// Design effect: how many times the variance of people drawn at random
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0, allow_negative_numbers = true)]
    pub(super) deff: f64,
    /// How many people there are at all [default: far more than are asked]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) population: Option<f64>,
    /// Of those who are asked, how many answer, in percent
    #[arg(long, value_name = "PERCENT", default_value_t = 100.0, allow_negative_numbers = true)]
    pub(super) response_rate: f64,
    /// Plan outreach: people to write to, to tell the replies to two messages apart
    #[arg(long, conflicts_with_all = ["response_rate", "question", "by", "inputs"])]
    pub(super) messages: bool,
    /// A survey's question [default: what stops people]
    #[arg(long, value_name = "ID")]
    pub(super) question: Option<String>,
    /// The question whose groups are compared [default: two halves of everyone]
    #[arg(long, value_name = "ID")]
    pub(super) by: Option<String>,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(super) struct ResponseArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(super) struct WeightArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    /// Write the weights into this file, with the margins in its header
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// How to print what was done
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(super) format: Format,
    /// Print the table of this id only
    #[arg(long, value_name = "ID")]
    pub(super) table: Option<String>,
    /// Confidence level of the intervals
    #[arg(long, value_name = "SHARE", default_value_t = 0.95, allow_negative_numbers = true)]
    pub(super) level: f64,
}

#[derive(Debug, Args)]
pub(super) struct RepliesArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    /// Break it down by an attribute of the first message: channel, warmth, ask, template, campaign, weekday, hour, words, …
    #[arg(long, value_name = "ATTRIBUTE")]
    pub(super) by: Option<String>,
    /// Test groups within channels
    #[arg(long, requires = "by")]
    pub(super) stratified: bool,
    /// Scale of the curve's interval
    #[arg(long, value_enum, default_value_t = Scale::LogLog, value_name = "SCALE")]
    pub(super) interval: Scale,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(super) struct CadenceArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(super) format: Format,
}

#[derive(Debug, Args)]
pub(super) struct ContactsArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    /// List pairs of contacts that may be one person, with the evidence
    #[arg(long, conflicts_with = "accept")]
    pub(super) propose: bool,
    /// Write proposed pairs, all or those of these numbers, into contacts.csv beside hearback.toml
    #[arg(long, value_name = "PAIR", num_args = 0.., value_delimiter = ',')]
    pub(super) accept: Option<Vec<usize>>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(super) format: Format,
}

/// How a result is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A table with bars, for the terminal
    Table,
    /// One table, for spreadsheets
    Csv,
    /// Everything, for programs
    Json,
    /// Markdown
    Md,
}

/// What stands first in a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DayOrMonth {
    /// The third of April
    DayFirst,
    /// The fourth of March
    MonthFirst,
}

impl From<DayOrMonth> for Order {
    fn from(order: DayOrMonth) -> Order {
        match order {
            DayOrMonth::DayFirst => Order::DayFirst,
            DayOrMonth::MonthFirst => Order::MonthFirst,
        }
    }
}

/// For whom a result is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Who {
    /// For yourself
    #[value(name = "self")]
    Own,
    /// For others
    Others,
}

impl From<Who> for Audience {
    fn from(who: Who) -> Self {
        match who {
            Who::Own => Audience::Own,
            Who::Others => Audience::Others,
        }
    }
}

/// The interval of a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ShareInterval {
    /// Wilson's; under weights or a design on the effective n
    Wilson,
    /// Clopper & Pearson's, which never covers too seldom (without weights)
    ClopperPearson,
    /// Jeffreys' (without weights)
    Jeffreys,
    /// Agresti & Coull's (without weights)
    AgrestiCoull,
    /// On the scale of log odds (under weights or a design)
    Logit,
    /// Korn & Graubard's (under weights or a design)
    Beta,
}

/// The scale on which a curve's interval is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Scale {
    /// Keeps within 0–100 %, sound for small groups
    LogLog,
    /// The default of R survfit
    Log,
    /// Symmetric
    Plain,
}
