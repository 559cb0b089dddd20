//! What the README shows is what the program prints, and the notebook has the lines of its example.

use super::fixture::AMBIENT;
use assert_cmd::Command;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn read(path: &str) -> String {
    let path = root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The commands that the README shows, each with the lines under it.
fn shown(readme: &str) -> Vec<(Vec<String>, String)> {
    let mut shown: Vec<(Vec<String>, String)> = Vec::new();
    let mut open = false;
    for line in readme.lines() {
        if let Some(command) = line.strip_prefix("    $ hearback ") {
            shown.push((command.split(' ').map(str::to_owned).collect(), String::new()));
            open = true;
        } else if !line.is_empty() && !line.starts_with("    ") {
            open = false;
        } else if let (true, Some((_, text))) = (open, shown.last_mut()) {
            text.push_str(line.strip_prefix("    ").unwrap_or(""));
            text.push('\n');
        }
    }
    shown
}

#[test]
fn every_example_prints_what_the_readme_shows() {
    let shown = shown(&read("README.md"));
    assert!(shown.len() >= 3, "the README shows {} commands", shown.len());
    for (args, text) in shown {
        let mut command = Command::cargo_bin("hearback").expect("the program");
        AMBIENT.iter().for_each(|variable| _ = command.env_remove(variable));
        let output = command.args(&args).env("NO_COLOR", "1").current_dir(root()).output();
        let printed = String::from_utf8(output.expect("a run").stdout).expect("text");
        assert_eq!(printed.trim_end(), text.trim_end(), "hearback {}", args.join(" "));
    }
}

#[test]
fn the_readme_shows_the_demo_project_as_it_is() {
    let indented: String =
        read("data/demo/hearback.toml").lines().map(|l| format!("    {l}").trim_end().to_owned() + "\n").collect();
    assert!(read("README.md").contains(&indented), "README.md does not show data/demo/hearback.toml as it is");
}

#[test]
fn the_notebook_has_the_lines_of_the_example() {
    let notebook: serde_json::Value = serde_json::from_str(&read("notebooks/first_look.ipynb")).expect("a notebook");
    let example = read("examples/first_look.rs");
    let example: Vec<&str> = example.lines().map(str::trim).collect();
    let cells = notebook["cells"].as_array().expect("cells").iter().filter(|c| c["cell_type"] == "code");
    let lines: Vec<String> = cells
        .flat_map(|c| c["source"].as_array().expect("lines").clone())
        .map(|l| l.as_str().unwrap_or("").trim().to_owned())
        .filter(|l| !l.is_empty() && !l.starts_with(":dep") && !l.starts_with("std::env"))
        .collect();
    assert!(lines.len() > 10, "{} lines of code", lines.len());
    for line in lines {
        assert!(example.contains(&line.as_str()), "not in examples/first_look.rs: {line}");
    }
}
