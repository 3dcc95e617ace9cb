"""What a researcher does by hand in a notebook: start runs, curate the codebook, audit the coding; widgets."""

from cxlab.workbench.coding_desk import CodingDesk
from cxlab.workbench.curation_desk import CurationDesk
from cxlab.workbench.exploration_desk import ExplorationDesk
from cxlab.workbench.material import Material
from cxlab.workbench.names import topic_guide, topic_names
from cxlab.workbench.packs import write_packs
from cxlab.workbench.results import Results
from cxlab.workbench.start_desk import StartDesk
from cxlab.workbench.tables import interactive
from cxlab.workbench.words import as_table

__all__ = [
    "CodingDesk",
    "CurationDesk",
    "ExplorationDesk",
    "Material",
    "Results",
    "StartDesk",
    "as_table",
    "interactive",
    "topic_guide",
    "topic_names",
    "write_packs",
]
