use anyhow::Result;

pub(crate) fn run() -> Result<()> {
    println!("{}", antre_hub::openapi_json().trim_end());
    Ok(())
}
