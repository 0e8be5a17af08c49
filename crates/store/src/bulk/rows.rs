//! Rows of one table as plain values, taken from the entities that the repositories write too.
//!
//! It must not know how they are written.

use sea_orm::{ActiveModelTrait, ActiveValue, DbErr, EntityName, EntityTrait, IdenStatic, Iterable, Value};

use crate::StoreError;

/// Rows of one table.
pub(crate) struct Rows {
    /// The table.
    pub(super) table: &'static str,
    /// The columns that are set; the others are the database's to fill.
    pub(super) columns: Vec<&'static str>,
    /// Values in the order of the columns.
    pub(super) values: Vec<Vec<Value>>,
}

impl Rows {
    /// Takes the values out of models; `None` when there are none. The first one says which columns
    /// are set, and the others must agree.
    pub(super) fn of<A: ActiveModelTrait>(models: Vec<A>) -> Result<Option<Self>, StoreError> {
        type Column<A> = <<A as ActiveModelTrait>::Entity as EntityTrait>::Column;
        let Some(first) = models.first() else { return Ok(None) };
        let table = <A::Entity as Default>::default().table_name();
        let set: Vec<Column<A>> = Column::<A>::iter().filter(|column| !first.is_not_set(*column)).collect();
        let mut values = Vec::with_capacity(models.len());
        for mut model in models {
            let mut row = Vec::with_capacity(set.len());
            for column in &set {
                match model.take(*column) {
                    ActiveValue::Set(value) | ActiveValue::Unchanged(value) => row.push(value),
                    ActiveValue::NotSet => {
                        let named = format!("{table}.{}", column.as_str());
                        return Err(StoreError::Database(DbErr::AttrNotSet(named)));
                    }
                }
            }
            values.push(row);
        }
        let columns = set.iter().map(IdenStatic::as_str).collect();
        Ok(Some(Self { table, columns, values }))
    }
}
