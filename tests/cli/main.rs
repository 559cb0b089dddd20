//! Everything that is tested from outside, in one binary: each test binary links all of polars.
//!
//! | module | purpose |
//! |---|---|
//! | `fixture` | a folder of its own for every test, and the program run inside it |
//! | `samples` | small inputs that many tests share, counted by hand |
//! | `output` | a command's JSON, read the way a program would |
//! | `drafts` | what drafting a codebook once got wrong |
//! | `contract` | what every output keeps: the JSON contract, CSV without formulas |
//! | `barriers` | `hearback barriers`: the published counts, bases, breakdowns, formats |
//! | `init` | `hearback init`, and folders without a project file: what is found, written, kept |
//! | `codebook` | `hearback codebook`: the draft, and edits that stay |
//! | `crosstab` | `hearback crosstab`: any question with options, by any other |
//! | `columns` | columns stored as numbers and Booleans mean what their texts mean |
//! | `compare` | `hearback compare`: published figures, surveys, before and after, side by side, against R |
//! | `power` | `hearback power`: people that a difference takes, against R; what data could have told |
//! | `survey` | how survey files and codebooks are read: every shape gives the same counts |
//! | `numbers` | `hearback crosstab` on numbers, and people of a population: against R, at the ends, for others |
//! | `response` | `hearback response`: who answered which question, and where people stopped |
//! | `exclusive` | options that exclude others, and at most so many of them |
//! | `attributes` | templates found by themselves, titles and organisations from lists of people, lengths of subjects |
//! | `relations` | follow-through, thanks, referrals, reciprocity, depth and speed: histories by hand, tables, what others see |
//! | `replies` | `hearback replies`: the demo, Kaplan–Meier by hand |
//! | `worked` | `hearback replies` on cases of outreach whose answers are worked by hand |
//! | `cadence` | `hearback cadence`: the demo, attempts by hand |
//! | `follow_up` | what one more message does and when to write it, by hand; what a report finds certain |
//! | `habit` | habit by hand: weeks, silences, searches, keeping in touch; outreach of several people |
//! | `perception` | barriers and reported brackets beside people's own measured reply shares, by hand and against R |
//! | `logs` | how logs are read: headers, dates, order, repeats, rows left out |
//! | `archives` | a folder of one's own archive: init, report, who is who, what is kept |
//! | `held_out_archives` | archives that the readers were not built on, against their truth |
//! | `sheets` | sheets of one row a person: replies without a day, presets |
//! | `report` | `hearback report`: the same bytes every time, nothing external, no names |
//! | `hostile` | text from outside never runs: pages, pictures, Markdown, CSV, terminal |
//! | `hidden` | figures about few people cannot be read or worked out from any output |
//! | `hidden_sums` | what counts a hidden group is hidden too: gaps, tests, pairs chosen together, margins, response |
//! | `check` | `hearback check`: what is left out, row by row, and exit codes |
//! | `errors` | every error text |
//! | `extras` | help, completions, manual page, closed pipes |
//! | `garbage` | no input makes it panic |
//! | `questionnaire` | a random questionnaire in every platform's shape reads back as the same answers |
//! | `readme` | the README and the notebook tell the truth |
//! | `episodes` | the definitions of episode, attempt, reply and time |
//! | `round_trip` | one history in every format reads back as the same touches, episodes and estimates |
//! | `laws` | the laws of tallies, and their files |
//! | `stats` | intervals and curves against R |
//! | `designs` | weights, strata, clusters, replicate weights, calibration against R `survey`, and their laws |
//! | `weight` | `hearback weight`: recipes, weights written and read back, what is refused |
//! | `platforms` | every platform's export, drafted and counted without a hand's work, against its truth |
//! | `workbook` | cells of Excel and OpenDocument as text, and workbooks that ask for too much |
//! | `walls` | which room may know which |

mod archives;
mod attributes;
mod barriers;
mod cadence;
mod check;
mod codebook;
mod columns;
mod compare;
mod contract;
mod crosstab;
mod designs;
mod drafts;
mod episodes;
mod errors;
mod exclusive;
mod extras;
mod fixture;
mod follow_up;
mod garbage;
mod habit;
mod held_out_archives;
mod hidden;
mod hidden_sums;
mod hostile;
mod init;
mod laws;
mod logs;
mod numbers;
mod output;
mod perception;
mod platforms;
mod power;
mod questionnaire;
mod readme;
mod relations;
mod replies;
mod report;
mod response;
mod round_trip;
mod samples;
mod sheets;
mod stats;
mod survey;
mod walls;
mod weight;
mod workbook;
mod worked;
