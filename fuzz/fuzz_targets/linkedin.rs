#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hearback_fuzz::source("messages.csv", bytes));
