//! What others may see. The only room that decides it: charts and tables cannot show what is hidden here, because the
//! number is gone.
//!
//! A figure about fewer than `below` people is hidden. Where figures of disjoint groups stand beside their total, one
//! hidden figure could be worked out from the rest; so the next smallest is hidden too, until at least two are, and
//! they count at least `below` people together. People of the total who are in no group are left over like a hidden
//! group, and count as one.

use crate::estimate::{Estimate, Member, Partition};

/// When a figure is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Figures about fewer people than this are hidden; 0 and 1 hide nothing.
    pub below: u64,
}

/// What was hidden.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// Figures about too few people.
    pub small: u64,
    /// Figures from which those could be worked out.
    pub complementary: u64,
}

impl Audit {
    /// Figures hidden.
    pub fn hidden(&self) -> u64 {
        self.small + self.complementary
    }
}

impl std::ops::AddAssign for Audit {
    fn add_assign(&mut self, other: Audit) {
        self.small += other.small;
        self.complementary += other.complementary;
    }
}

/// Hides what the rule asks for and says how much that was.
pub fn apply(estimate: &mut dyn Estimate, rule: Rule) -> Audit {
    let mut audit = Audit::default();
    for mut partition in estimate.partitions() {
        audit += hide(&mut partition, rule);
    }
    estimate.settle();
    estimate.conceal();
    audit
}

fn hide(partition: &mut Partition, rule: Rule) -> Audit {
    let mut audit = Audit::default();
    let mut hidden_people = partition.outside;
    for member in &mut partition.figures {
        let is_small = member.people < rule.below && member.people > 0;
        if is_small && !member.figure.is_suppressed() {
            member.figure.suppress();
            hidden_people += member.people;
            audit.small += 1;
        }
    }
    if !partition.total_is_shown {
        return audit;
    }
    let outside = u64::from(partition.outside > 0);
    while hidden_people > 0 && (hidden_people < rule.below || audit.small > 0 && audit.hidden() + outside < 2) {
        let Some(next) = smallest(&mut partition.figures) else { break };
        next.figure.suppress();
        hidden_people += next.people;
        audit.complementary += 1;
    }
    audit
}

fn smallest<'a, 'b>(members: &'a mut [Member<'b>]) -> Option<&'a mut Member<'b>> {
    members.iter_mut().filter(|member| !member.figure.is_suppressed()).min_by_key(|member| member.people)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::figures::plain_share;
    use crate::stats::Level;
    use crate::view::Figure;

    fn hidden(people: &[u64], below: u64, total_is_shown: bool) -> Vec<bool> {
        hidden_beside(people, below, total_is_shown, 0)
    }

    fn hidden_beside(people: &[u64], below: u64, total_is_shown: bool, outside: u64) -> Vec<bool> {
        let mut figures: Vec<Figure> =
            people.iter().map(|n| plain_share(n / 2, *n, "people", Level::NINETY_FIVE, &[])).collect();
        let members = figures.iter_mut().map(Member::of).collect();
        hide(&mut Partition { figures: members, total_is_shown, outside }, Rule { below });
        figures.iter().map(Figure::is_suppressed).collect()
    }

    #[test]
    fn a_small_group_takes_the_next_smallest_with_it_when_the_total_is_shown() {
        assert_eq!(hidden(&[100, 3, 20], 5, true), [false, true, true]);
        assert_eq!(hidden(&[100, 3, 20], 5, false), [false, true, false]);
        assert_eq!(hidden(&[100, 30, 20], 5, true), [false, false, false]);
        assert_eq!(hidden(&[1, 1, 50, 60], 5, true), [true, true, true, false]);
        assert_eq!(hidden(&[3], 5, true), [true]);
        assert_eq!(hidden(&[3, 0], 0, true), [false, false]);
    }

    #[test]
    fn people_in_no_group_are_left_over_like_a_hidden_group() {
        assert_eq!(hidden_beside(&[100, 30, 20], 5, true, 2), [false, false, true]);
        assert_eq!(hidden_beside(&[100, 30, 20], 5, true, 7), [false, false, false]);
        assert_eq!(hidden_beside(&[100, 3, 20], 5, true, 7), [false, true, false]);
        assert_eq!(hidden_beside(&[100, 3, 20], 5, true, 1), [false, true, true]);
        assert_eq!(hidden_beside(&[100, 30, 20], 0, true, 2), [false, false, false]);
    }
}
