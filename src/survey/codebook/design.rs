//! How the respondents were drawn: the codebook's table `[design]`.

use crate::error::{Fault, Result};
pub use crate::stats::design::Lonely;
use serde::{Deserialize, Serialize};

/// How replicate weights were made. The names are those of R `survey`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplicateKind {
    /// Balanced repeated replication.
    Brr,
    /// Balanced repeated replication by Fay's method, with `rho`.
    Fay,
    /// The jackknife without strata.
    Jk1,
    /// The jackknife with strata: `rscales` says what each replicate counts.
    Jkn,
    /// The bootstrap.
    Bootstrap,
    /// Successive differences.
    Sdr,
    /// As `scale` and `rscales` say.
    Other,
}

/// Where replicate weights stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum ReplicateColumns {
    /// In these columns.
    Listed(Vec<String>),
    /// In all columns whose header begins so, in the order of the file.
    Prefix(String),
}

/// Replicate weights: whole weights of their own, not factors of the weight.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Replicates {
    /// How they were made.
    pub kind: ReplicateKind,
    /// Their columns.
    pub columns: ReplicateColumns,
    /// Fay's factor, 0 or more and below 1.
    pub rho: Option<f64>,
    /// What the sum over replicates is multiplied by.
    pub scale: Option<f64>,
    /// What each replicate is multiplied by.
    pub rscales: Option<Vec<f64>>,
    /// Whether squares are taken around the full sample's estimate; otherwise around the replicates' mean.
    pub mse: bool,
}

/// How the respondents were drawn.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Design {
    /// The column of strata.
    pub stratum: Option<String>,
    /// The column of clusters (primary sampling units), counted within their stratum.
    pub cluster: Option<String>,
    /// Whether a cluster of the same name in two files is one cluster.
    pub shared: bool,
    /// The column that says of how many a stratum's clusters (without clusters: its people) were drawn; up to 1, what share
    /// of them was.
    pub fpc: Option<String>,
    /// What a stratum of a single cluster adds to a variance.
    pub lonely: Lonely,
    /// Whether the weights sum to a population, so that they tell how many people there are.
    pub population: bool,
    /// Replicate weights, from which errors are taken instead.
    pub replicates: Option<Replicates>,
}

impl Design {
    /// Columns that it names, replicate weights of a prefix left out.
    pub fn columns(&self) -> impl Iterator<Item = &String> {
        let listed = self.replicates.iter().flat_map(|r| match &r.columns {
            ReplicateColumns::Listed(columns) => columns.as_slice(),
            ReplicateColumns::Prefix(_) => &[],
        });
        self.stratum.iter().chain(&self.cluster).chain(&self.fpc).chain(listed)
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDesign {
    stratum: Option<String>,
    cluster: Option<String>,
    #[serde(default)]
    shared: bool,
    fpc: Option<String>,
    #[serde(default)]
    lonely_psu: Lonely,
    #[serde(default)]
    population: bool,
    replicates: Option<RawReplicates>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReplicates {
    kind: ReplicateKind,
    columns: Option<Vec<String>>,
    prefix: Option<String>,
    rho: Option<f64>,
    scale: Option<f64>,
    rscales: Option<Vec<f64>>,
    mse: Option<bool>,
}

impl RawDesign {
    pub(super) fn check(self) -> Result<Design, Fault> {
        let wrong = |what: &str| Fault::new(format!("design: {what}"));
        let replicates = self.replicates.map(RawReplicates::check).transpose()?;
        if replicates.is_some() && (self.stratum.is_some() || self.cluster.is_some() || self.fpc.is_some()) {
            return Err(wrong("replicates stand in place of stratum, cluster and fpc")
                .remedy("keep either the replicate weights or the other keys"));
        }
        if self.shared && self.cluster.is_none() {
            return Err(
                wrong("shared is said of clusters, and there is no cluster").remedy("add cluster, or remove shared")
            );
        }
        Ok(Design {
            stratum: self.stratum,
            cluster: self.cluster,
            shared: self.shared,
            fpc: self.fpc,
            lonely: self.lonely_psu,
            population: self.population,
            replicates,
        })
    }
}

impl RawReplicates {
    fn check(self) -> Result<Replicates, Fault> {
        let wrong = |what: &str| Fault::new(format!("design.replicates: {what}"));
        let columns = match (self.columns, self.prefix) {
            (Some(columns), None) if columns.len() > 1 => ReplicateColumns::Listed(columns),
            (None, Some(prefix)) if !prefix.is_empty() => ReplicateColumns::Prefix(prefix),
            _ => {
                return Err(wrong("where the replicate weights stand is not said")
                    .accepted("columns = [\"rw1\", \"rw2\", …], or prefix = \"rw\"")
                    .remedy("name the columns, at least two, or how their headers begin"));
            }
        };
        if (self.kind == ReplicateKind::Fay) != self.rho.is_some() {
            return Err(wrong("rho belongs to kind = \"fay\", and to no other").remedy("add it, or remove it"));
        }
        if let Some(rho) = self.rho.filter(|rho| !(0.0..1.0).contains(rho)) {
            return Err(wrong("rho is out of range").found(rho.to_string()).accepted("0 or more and below 1"));
        }
        if self.kind == ReplicateKind::Jkn && self.rscales.is_none() {
            return Err(wrong("kind = \"jkn\" needs rscales")
                .accepted("one number a replicate, such as (m - 1) / m of its stratum"));
        }
        if self.kind == ReplicateKind::Other && self.scale.is_none() && self.rscales.is_none() {
            return Err(
                wrong("kind = \"other\" needs scale or rscales").remedy("add them, as the data's documentation says")
            );
        }
        let numbers = self.scale.iter().chain(self.rscales.iter().flatten());
        if let Some(number) = numbers.into_iter().find(|n| !(n.is_finite() && **n >= 0.0)) {
            return Err(wrong("scale and rscales are 0 or more").found(number.to_string()).remedy("correct it"));
        }
        Ok(Replicates {
            kind: self.kind,
            columns,
            rho: self.rho,
            scale: self.scale,
            rscales: self.rscales,
            mse: self.mse.unwrap_or(false),
        })
    }
}
