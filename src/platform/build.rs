//! The program carries the migrations: with another one it is compiled again.

fn main() {
    println!("cargo::rerun-if-changed=../../migrations");
}
