#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| drop(hearback::input::labelled::stata::read_stata(bytes)));
