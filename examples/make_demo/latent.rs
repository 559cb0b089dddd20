//! Answers with exact totals: respondents are ranked by a score, and the ranking is cut where the totals say.
//!
//! The score of a respondent is what they are inclined to (a sum of shifts for the groups they belong to and of traits
//! that several questions share) plus noise of their own. So the totals are exact, the groups differ, and the answers
//! hang together, as in a real survey.

use crate::random::Random;

/// How many respondents there are.
pub const RESPONDENTS: usize = 1000;

/// The band of everyone asked: the `counts[0]` highest scores are in band 0, the next `counts[1]` in band 1, and so on.
/// `None` is someone not asked. The counts must add up to the number asked.
pub fn bands(asked: &[usize], counts: &[usize], mut score: impl FnMut(usize) -> f64) -> Vec<Option<usize>> {
    assert_eq!(counts.iter().sum::<usize>(), asked.len(), "the counts must add up to the number asked");
    let mut ranked: Vec<(f64, usize)> = asked.iter().map(|&who| (score(who), who)).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut answers = vec![None; RESPONDENTS];
    let mut places = ranked.into_iter();
    for (band, &count) in counts.iter().enumerate() {
        for (_, who) in places.by_ref().take(count) {
            answers[who] = Some(band);
        }
    }
    answers
}

/// Everyone.
pub fn everyone() -> Vec<usize> {
    (0..RESPONDENTS).collect()
}

/// Those asked less `skipping` of them, drawn at random, who gave no answer.
pub fn answering(random: &mut Random, asked: &[usize], skipping: usize) -> Vec<usize> {
    let mut drawn = asked.to_vec();
    random.shuffle(&mut drawn);
    let mut answering = drawn.split_off(skipping);
    answering.sort_unstable();
    answering
}

/// Those whose band fits.
pub fn those(bands: &[Option<usize>], fits: impl Fn(usize) -> bool) -> Vec<usize> {
    (0..bands.len()).filter(|&who| bands[who].is_some_and(&fits)).collect()
}
